using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.SimulatedParties;

/// <summary>
/// Behaves as a company somewhere else does: with a database of its own, in transactions of its own, known to its
/// caller only by what it answers. It serves each idempotency key once, also when asked twice at the same time, and
/// takes its time to answer.
/// </summary>
/// <typeparam name="TDbContext">The party's own database.</typeparam>
/// <typeparam name="TAccount">What it knows under one reference.</typeparam>
/// <param name="commit">Changes accounts in the party's own database.</param>
/// <param name="time">The time.</param>
/// <param name="options">How it behaves in time.</param>
public abstract class SimulatedRemoteParty<TDbContext, TAccount>(
    GroupedDecisions<TDbContext, string, TAccount> commit,
    TimeProvider time,
    RemotePartyOptions options
)
    where TDbContext : DbContext
    where TAccount : SimulatedAccount, new()
{
    /// <summary>Now (UTC), by the party's clock.</summary>
    protected DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Serves a request once, or gives the answer that it had.</summary>
    /// <param name="idempotencyKey">The caller's key.</param>
    /// <param name="reference">The caller's reference.</param>
    /// <param name="operation">What is asked for.</param>
    /// <param name="isFirst">Whether it is, as a rule, the first that is asked for under its reference.</param>
    /// <param name="serve">
    /// Changes the account and answers; runs again when another request to the account was served first.
    /// </param>
    /// <param name="cancellationToken">The caller no longer waits; what was done is done.</param>
    /// <exception cref="RemotePartyUnavailableException">The party is unavailable this time.</exception>
    protected async Task<RemoteAnswer> ServeAsync(
        string idempotencyKey,
        string reference,
        string operation,
        bool isFirst,
        Func<TAccount, SimulatedRequest, SimulatedReply> serve,
        CancellationToken cancellationToken
    )
    {
        var request = await commit.DecideAsync(
            reference,
            (db, known) =>
            {
                var account = known.SingleOrDefault()
                    ?? db.Set<TAccount>().Add(new TAccount { Reference = reference }).Entity;

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
                    Keep(request, serve(account, request));
                }

                return request;
            },
            assumed: isFirst ? [] : null,
            cancellationToken
        );

        if (request is not { Answer: { } status, AnswerAt: { } answerAt })
            throw new RemotePartyUnavailableException($"{operation} of {reference} could not be served this time.");

        var wait = answerAt - time.GetUtcNow();
        await Task.Delay(wait > options.Latency ? wait : options.Latency, time, cancellationToken);
        return new RemoteAnswer
        {
            Status = status,
            Reference = request.AnswerReference,
            Reason = request.AnswerReason,
        };
    }

    private void Keep(SimulatedRequest request, SimulatedReply reply)
    {
        if (reply.Answer is not { } answer)
        {
            request.FailedTries++;
            return;
        }

        request.Answer = answer.Status;
        request.AnswerReference = answer.Reference;
        request.AnswerReason = answer.Reason;
        request.AnswerAt = time.GetUtcNow() + (reply.Late ? options.LateBy : options.Latency);
    }
}
