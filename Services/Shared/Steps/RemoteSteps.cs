using System.Text.Json;
using EventDriven.Scheduling;
using EventDriven.ServiceDefaults;
using EventDriven.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Steps;

/// <summary>
/// Performs steps by calling a remote party, with no transaction open during the call:
/// <list type="number">
/// <item>a save records the request;</item>
/// <item>the party is called with the record's idempotency key;</item>
/// <item>a save records the outcome;</item>
/// <item>the recorded answer is published, and the command is acknowledged.</item>
/// </list>
/// After a crash the broker delivers the command again. By the record, the party is called again with the same key, or
/// the recorded answer is published again.
/// </summary>
public sealed class RemoteSteps<TDbContext>(
    GroupedDecisions<TDbContext, Guid, StepRecord> decisions,
    DatabaseClock<TDbContext> clock
)
    where TDbContext : DbContext
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Performs the step that a command requests, and publishes its answer.</summary>
    public async Task AnswerAsync(ConsumeContext command, RemoteStep step) =>
        await command.AnswerAsync(
            await PerformAsync(step with { Epoch = command.OrderEpoch() }, command.CancellationToken)
        );

    /// <summary>Performs the step, or reads the answer of an earlier command.</summary>
    /// <returns>The answer, whose record is saved; null if no event answers.</returns>
    public async Task<StepAnswer?> PerformAsync(RemoteStep step, CancellationToken cancellationToken)
    {
        var record = await RequestAsync(step, cancellationToken);
        if (record.Outcome is null)
        {
            var lease = record.LeasedUntil;
            StepOutcome outcome;
            try
            {
                outcome = await Traces.CallAsync($"call {step.Name}", () => step.Call(record, cancellationToken));
            }
            catch when (step.Lease is not null)
            {
                // Not the lease of another copy, which took over after this one expired.
                await DecideAsync(
                    step,
                    known =>
                        known.Find(step.Name) is { } held && held.LeasedUntil == lease ? held.LeasedUntil = null : null,
                    [record],
                    default
                );
                throw;
            }

            record = await RecordAsync(step, record, outcome, lease, cancellationToken);
        }

        return record.ToAnswer(step.Superseded);
    }

    // Without idempotency keys, a second call has a second effect, so the outcome is kept while the lease lasts.
    private async Task<StepRecord> RecordAsync(
        RemoteStep step,
        StepRecord requested,
        StepOutcome outcome,
        DateTimeOffset? lease,
        CancellationToken cancellationToken
    )
    {
        IReadOnlyList<StepRecord>? assumed = [requested];
        for (; ; )
        {
            try
            {
                return await DecideAsync(
                    step,
                    known => known.Record(step.Name, outcome, clock.GetUtcNow(), step.UndoneAs),
                    assumed,
                    lease is null ? cancellationToken : default
                );
            }
            catch (Exception exception) when (clock.GetUtcNow() < lease && TransientErrors.Is(exception))
            {
                assumed = null;
                await Task.Delay(PollInterval, clock, CancellationToken.None);
            }
        }
    }

    private async Task<StepRecord> RequestAsync(RemoteStep step, CancellationToken cancellationToken)
    {
        var request = step.Request is null ? null : JsonSerializer.Serialize(step.Request);
        // An action is requested once, as a rule. An undo finds the action that it undoes.
        IReadOnlyList<StepRecord>? assumed = step.Undoes is null ? [] : null;
        // A cancelled save can still be committed, and its lease would delay the next copy.
        var saveCancellation = step.Lease is null ? cancellationToken : CancellationToken.None;
        for (; ; )
        {
            var (record, isFree) = await DecideAsync(
                step,
                known =>
                {
                    var now = clock.GetUtcNow();
                    var record = known.Request(step.Name, step.Undoes, request, now, step.UndoneAs, step.Epoch);
                    var isFree = record.Outcome is not null || record.LeasedUntil is not { } until || until <= now;
                    if (isFree && record.Outcome is null && step.Lease is { } lease)
                        record.LeasedUntil = DateTimeOffset.FromUnixTimeMilliseconds(
                            (now + lease).ToUnixTimeMilliseconds()
                        );
                    return (record, isFree);
                },
                assumed,
                saveCancellation
            );
            if (isFree)
                return record;

            await Task.Delay(PollInterval, clock, cancellationToken);
            assumed = null;
        }
    }

    private Task<T> DecideAsync<T>(
        RemoteStep step,
        Func<KnownSteps, T> decide,
        IReadOnlyList<StepRecord>? assumed,
        CancellationToken cancellationToken
    ) =>
        decisions.DecideAsync(
            step.OrderId,
            (db, records) => decide(new KnownSteps(step.OrderId, records, added => db.Add(added))),
            assumed,
            cancellationToken
        );
}
