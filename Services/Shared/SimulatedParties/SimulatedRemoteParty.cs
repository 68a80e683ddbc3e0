using EventDriven.ServiceDefaults;
using EventDriven.Steps;

namespace EventDriven.SimulatedParties;

/// <summary>
/// Behaves as another company does: it has its own database and transactions, its answers take time, and it serves each
/// idempotency key once, also if two requests with the same key arrive at the same time.
/// </summary>
public abstract class SimulatedRemoteParty<TAccount>(
    IAccounts<TAccount> accounts,
    TimeProvider time,
    RemotePartyOptions options
)
    where TAccount : SimulatedAccount
{
    protected DateTimeOffset Now => time.GetUtcNow();

    protected Task<RemoteAnswer> ServeAsync(
        string idempotencyKey,
        string reference,
        string operation,
        Func<TAccount, SimulatedRequest, RemoteAnswer?> serve,
        CancellationToken cancellationToken
    ) => ServeAsync(idempotencyKey, reference, operation, isFirst: false, isLate: false, serve, cancellationToken);

    /// <summary>Serves a request once, or repeats its answer.</summary>
    /// <param name="isFirst">Whether it is usually the first request under its reference.</param>
    /// <param name="isLate">Whether the answer arrives late, unless it is a refusal.</param>
    /// <param name="serve">
    /// Changes the account and answers; null if the party is unavailable this time. It runs again if another request
    /// changed the account first.
    /// </param>
    /// <exception cref="RemotePartyUnavailableException">The party is unavailable this time.</exception>
    protected async Task<RemoteAnswer> ServeAsync(
        string idempotencyKey,
        string reference,
        string operation,
        bool isFirst,
        bool isLate,
        Func<TAccount, SimulatedRequest, RemoteAnswer?> serve,
        CancellationToken cancellationToken
    )
    {
        var request = await accounts.ChangeAsync(
            reference,
            isFirst,
            account =>
            {
                var request = account.Requests.SingleOrDefault(r => r.IdempotencyKey == idempotencyKey);
                if (request is null)
                {
                    request = new SimulatedRequest
                    {
                        IdempotencyKey = idempotencyKey,
                        Reference = reference,
                        Operation = operation,
                    };
                    account.Requests.Add(request);
                }

                if (request.Answer is null)
                {
                    account.Version++;
                    Keep(request, serve(account, request), isLate);
                }

                return request;
            },
            cancellationToken
        );

        if (request is not { Answer: { } status, AnswerAt: { } answerAt })
            throw new RemotePartyUnavailableException($"{operation} of {reference} could not be served this time.");

        var wait = answerAt - Now;
        await Task.Delay(wait > options.Latency ? wait : options.Latency, time, cancellationToken);
        return new RemoteAnswer(status, request.AnswerReference, request.AnswerReason);
    }

    private void Keep(SimulatedRequest request, RemoteAnswer? answer, bool isLate)
    {
        if (answer is null)
        {
            request.FailedTries++;
            return;
        }

        var isDelayed = isLate && answer.Status != RemoteAnswerStatus.Refused;
        request.Answer = answer.Status;
        request.AnswerReference = answer.Reference;
        request.AnswerReason = answer.Reason;
        request.AnswerAt = Now + (isDelayed ? options.LateBy : options.Latency);
    }
}
