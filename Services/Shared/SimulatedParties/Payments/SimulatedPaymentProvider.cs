using EventDriven.Contracts;
using EventDriven.RemoteParties;
using EventDriven.Steps;

namespace EventDriven.SimulatedParties;

/// <summary>
/// A payment provider for development and tests. The token decides what it answers: see <see cref="TestTokens" />.
/// </summary>
/// <param name="options">The settings <c>Provider:Latency</c> and <c>Provider:LateBy</c>.</param>
public sealed class SimulatedPaymentProvider(
    IAccounts<ProviderPayment> accounts,
    TimeProvider time,
    RemotePartyOptions options
) : SimulatedRemoteParty<ProviderPayment>(accounts, time, options), IPaymentProvider
{
    private const string Authorise = "Authorise";
    private const string Capture = "Capture";
    private const string Void = "Void";
    private const string Refund = "Refund";

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
            isLate: token == TestTokens.Late,
            (payment, request) =>
            {
                if (payment.HasServed(Void))
                    return RemoteAnswer.Refused("The payment was voided before it was authorised.");
                if (payment.Entries.Count > 0)
                    return RemoteAnswer.Refused("The payment is authorised already.");

                return token switch
                {
                    TestTokens.Declined => RemoteAnswer.Refused("The card was declined."),
                    TestTokens.InsufficientFunds => RemoteAnswer.Refused("There are not enough funds on the card."),
                    TestTokens.Flaky when request.FailedTries < 2 => null,
                    TestTokens.Accepted or TestTokens.CaptureFails or TestTokens.Flaky or TestTokens.Late =>
                        RemoteAnswer.Done(EnterAuthorised()),
                    TestTokens.Review => RemoteAnswer.NeedsReview(
                        EnterAuthorised(),
                        "The provider finds the payment unusual for this card."
                    ),
                    _ => RemoteAnswer.Refused("The provider does not know this means of payment."),
                };

                string EnterAuthorised()
                {
                    payment.Token = token;
                    return Enter(payment, LedgerEntryKind.Authorised, amount.Amount, amount.Currency);
                }
            },
            cancellationToken
        );

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

    public Task<RemoteAnswer> VoidAsync(string idempotencyKey, string reference, CancellationToken cancellationToken) =>
        ServeAsync(
            idempotencyKey,
            reference,
            Void,
            (payment, _) => GiveBack(payment, LedgerEntryKind.Voided, payment.Open),
            cancellationToken
        );

    public Task<RemoteAnswer> RefundAsync(
        string idempotencyKey,
        string reference,
        CancellationToken cancellationToken
    ) =>
        ServeAsync(
            idempotencyKey,
            reference,
            Refund,
            (payment, _) => GiveBack(payment, LedgerEntryKind.Refunded, payment.Kept),
            cancellationToken
        );

    private RemoteAnswer GiveBack(ProviderPayment payment, LedgerEntryKind kind, decimal amount) =>
        RemoteAnswer.Done(amount > 0 ? Enter(payment, kind, amount, payment.Entries.First().Currency) : null);

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
