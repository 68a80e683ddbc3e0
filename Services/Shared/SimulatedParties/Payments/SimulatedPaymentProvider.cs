using EventDriven.Contracts;
using EventDriven.RemoteParties;
using EventDriven.ServiceDefaults;
using EventDriven.Steps;

namespace EventDriven.SimulatedParties;

/// <summary>
/// A payment provider for development and tests, whose outcomes are chosen by the token: see <see cref="TestTokens" />.
/// </summary>
/// <param name="commit">Changes payments in the provider's own database.</param>
/// <param name="time">The time.</param>
/// <param name="options">How it behaves in time: settings <c>Provider:Latency</c> and <c>Provider:LateBy</c>.</param>
public sealed class SimulatedPaymentProvider(
    GroupedDecisions<ProviderLedgerDbContext, string, ProviderPayment> commit,
    TimeProvider time,
    RemotePartyOptions options
) : SimulatedRemoteParty<ProviderLedgerDbContext, ProviderPayment>(commit, time, options), IPaymentProvider
{
    private const string Authorise = "Authorise";
    private const string Capture = "Capture";
    private const string Void = "Void";
    private const string Refund = "Refund";

    /// <inheritdoc />
    public Task<RemoteAnswer> AuthoriseAsync(
        string idempotencyKey,
        string reference,
        Money amount,
        string token,
        CancellationToken cancellationToken
    ) =>
        ServeAsync(
            idempotencyKey,
            reference,
            Authorise,
            isFirst: true,
            (payment, request) =>
            {
                if (payment.HasServed(Void))
                    return RemoteAnswer.Refused("The payment was voided before it was authorised.");
                if (payment.Entries.Count > 0)
                    return RemoteAnswer.Refused("The payment is authorised already.");

                SimulatedReply reply = token switch
                {
                    TestTokens.Declined => RemoteAnswer.Refused("The card was declined."),
                    TestTokens.InsufficientFunds => RemoteAnswer.Refused("There are not enough funds on the card."),
                    TestTokens.Flaky when request.FailedTries < 2 => SimulatedReply.Unavailable,
                    TestTokens.Accepted or TestTokens.CaptureFails or TestTokens.Flaky => RemoteAnswer.Done(
                        Enter(payment, LedgerEntryKind.Authorised, amount.Amount, amount.Currency)
                    ),
                    TestTokens.Review => RemoteAnswer.NeedsReview(
                        Enter(payment, LedgerEntryKind.Authorised, amount.Amount, amount.Currency),
                        "The provider finds the payment unusual for this card."
                    ),
                    TestTokens.Late => new SimulatedReply
                    {
                        Answer = RemoteAnswer.Done(
                            Enter(payment, LedgerEntryKind.Authorised, amount.Amount, amount.Currency)
                        ),
                        Late = true,
                    },
                    _ => RemoteAnswer.Refused("The provider does not know this means of payment."),
                };

                if (reply.Answer is { Status: not RemoteAnswerStatus.Refused })
                    payment.Token = token;
                return reply;
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<RemoteAnswer> CaptureAsync(
        string idempotencyKey,
        string reference,
        Money amount,
        CancellationToken cancellationToken
    ) =>
        ServeAsync(
            idempotencyKey,
            reference,
            Capture,
            isFirst: false,
            (payment, _) =>
            {
                if (payment.HasServed(Void))
                    return RemoteAnswer.Refused("The payment was voided before it was captured.");
                if (payment.HasServed(Refund))
                    return RemoteAnswer.Refused("The payment was refunded before it was captured.");
                if (amount.Amount > payment.Open || payment.Entries.Any(e => e.Currency != amount.Currency))
                    return RemoteAnswer.Refused($"There are not {amount} set aside to be captured.");
                if (payment.Token == TestTokens.CaptureFails)
                    return RemoteAnswer.Refused("The card's bank did not let the amount be captured.");

                return RemoteAnswer.Done(Enter(payment, LedgerEntryKind.Captured, amount.Amount, amount.Currency));
            },
            cancellationToken
        );

    /// <inheritdoc />
    public Task<RemoteAnswer> VoidAsync(string idempotencyKey, string reference, CancellationToken cancellationToken) =>
        ServeAsync(
            idempotencyKey,
            reference,
            Void,
            isFirst: false,
            (payment, _) =>
                RemoteAnswer.Done(
                    payment.Open > 0 ? Enter(payment, LedgerEntryKind.Voided, payment.Open, CurrencyOf(payment)) : null
                ),
            cancellationToken
        );

    /// <inheritdoc />
    public Task<RemoteAnswer> RefundAsync(
        string idempotencyKey,
        string reference,
        CancellationToken cancellationToken
    ) =>
        ServeAsync(
            idempotencyKey,
            reference,
            Refund,
            isFirst: false,
            (payment, _) =>
                RemoteAnswer.Done(
                    payment.Kept > 0
                        ? Enter(payment, LedgerEntryKind.Refunded, payment.Kept, CurrencyOf(payment))
                        : null
                ),
            cancellationToken
        );

    private static string CurrencyOf(ProviderPayment payment) => payment.Entries.First().Currency;

    private string Enter(ProviderPayment payment, LedgerEntryKind kind, decimal amount, string currency)
    {
        var entry = new LedgerEntry
        {
            Reference = payment.Reference,
            Kind = kind,
            Amount = amount,
            Currency = currency,
            ProviderReference = $"{kind.ToString()[..4].ToLowerInvariant()}_{Guid.NewGuid():n}",
            At = Now,
        };
        payment.Entries.Add(entry);
        return entry.ProviderReference;
    }
}
