using EventDriven.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.ServiceDefaults.RemoteSteps;

/// <summary>
/// Carries out commands that need a remote party, each once, without a transaction open while the party is asked:
/// <list type="number">
/// <item>a short transaction records the intent, with the idempotency key and the answer's MessageId;</item>
/// <item>the remote party is asked under that key;</item>
/// <item>a short transaction records its answer;</item>
/// <item>the recorded answer is published, and only then is the command acknowledged.</item>
/// </list>
/// Whoever is killed in between leaves the command with the broker, which delivers it again; the row then says where it
/// stood: it is asked again under the same key (1, 2) or the recorded answer is published again with the same MessageId
/// (3, 4). The row is the outbox. Use it on endpoints without another outbox: this one publishes at once.
/// </summary>
/// <typeparam name="TDbContext">The service's database.</typeparam>
/// <typeparam name="TStep">The service's step.</typeparam>
/// <param name="commit">Records in the service's database; all steps of an order are known together.</param>
/// <param name="time">The time.</param>
public sealed class RemoteSteps<TDbContext, TStep>(GroupCommit<TDbContext, Guid, TStep> commit, TimeProvider time)
    where TDbContext : DbContext
    where TStep : RemoteStep, new()
{
    // Confirmations take milliseconds; this is for one that never comes.
    private static readonly TimeSpan PublishedWithin = TimeSpan.FromSeconds(30);

    /// <summary>Carries out a command, or tells again how it went.</summary>
    /// <param name="context">The command.</param>
    /// <param name="call">What it asks for.</param>
    /// <exception cref="RemoteRefusalException">Refused where the workflow knows no refusal.</exception>
    /// <exception cref="TimeoutException">
    /// The broker did not take the answer. It is recorded, and published when the command is delivered again.
    /// </exception>
    public async Task RunAsync(ConsumeContext context, RemoteCall<TStep> call)
    {
        var step = await RequestAsync(call, context.CancellationToken);

        if (step.Status == RemoteStepStatus.Requested)
        {
            var answer = await Traces.CallAsync($"ask {call.Step}", () => call.Ask(step, context.CancellationToken));
            step = await RecordAsync(call, step, answer, context.CancellationToken);
        }

        var tell = step.Status is RemoteStepStatus.Done or RemoteStepStatus.NeedsReview ? call.Done : call.Refused;
        var message = tell?.Invoke(step) ?? throw new RemoteRefusalException(call.Step, call.OrderId, step.Reason);
        // Not for ever: what waits for a channel that is disposed of meanwhile is not told, and would keep the queue
        // from being consumed again.
        await context
            .Publish(message, publish => publish.MessageId = step.AnswerId, context.CancellationToken)
            .WaitAsync(PublishedWithin, context.CancellationToken);
    }

    private Task<TStep> RequestAsync(RemoteCall<TStep> call, CancellationToken cancellationToken) =>
        commit.DecideAsync(
            call.OrderId,
            (db, steps) =>
            {
                if (Find(steps, call.Step) is { } known)
                    return known;

                var step = Add(db, call.OrderId, call.Step);
                call.Intend?.Invoke(step);

                // Barred before the remote party is asked to undo, not after: an action still in flight can then no
                // longer be recorded as done, whichever of the two the party serves first. If it served the action, the
                // undo that follows takes it back.
                if (call.Undoes is not null)
                    Bar(db, steps, call);

                return step;
            },
            // An action is asked for once, as a rule; an undo finds what it undoes.
            assumed: call.Undoes is null ? [] : null,
            cancellationToken
        );

    private void Bar(TDbContext db, IReadOnlyList<TStep> steps, RemoteCall<TStep> undo)
    {
        var action = Find(steps, undo.Undoes!) ?? Add(db, undo.OrderId, undo.Undoes!);

        // An answer once recorded may be published already: it stays what it is, and the undo undoes it.
        if (action.Status == RemoteStepStatus.Requested)
            Answer(action, RemoteStepStatus.Barred, reference: null, undo.UndoneReason);
    }

    private Task<TStep> RecordAsync(
        RemoteCall<TStep> call,
        TStep requested,
        RemoteAnswer answer,
        CancellationToken cancellationToken
    )
    {
        // Not recorded: the step stays open until somebody has looked at it, and is never told as done.
        if (answer.Status == RemoteStepStatus.Refused && call.Refused is null)
            throw new RemoteRefusalException(call.Step, call.OrderId, answer.Reason);

        return commit.DecideAsync(
            call.OrderId,
            (_, steps) =>
            {
                var step = Find(steps, call.Step)
                    ?? throw new InvalidOperationException(
                        $"{call.Step} of order {call.OrderId} was asked for and is no longer known."
                    );

                // Another copy of the command may have recorded the same answer, or an undo may have barred the step
                // meanwhile.
                if (step.Status == RemoteStepStatus.Requested)
                    Answer(step, answer.Status, answer.Reference, answer.Reason);

                return step;
            },
            assumed: [requested],
            cancellationToken
        );
    }

    private static TStep? Find(IReadOnlyList<TStep> steps, string step) => steps.SingleOrDefault(s => s.Step == step);

    private TStep Add(TDbContext db, Guid orderId, string step) =>
        db.Set<TStep>()
            .Add(
                new TStep
                {
                    OrderId = orderId,
                    Step = step,
                    Status = RemoteStepStatus.Requested,
                    IdempotencyKey = $"{orderId}:{step}",
                    AnswerId = Guid.CreateVersion7(),
                    RequestedAt = time.GetUtcNow(),
                }
            )
            .Entity;

    private void Answer(TStep step, RemoteStepStatus status, string? reference, string? reason)
    {
        step.Status = status;
        step.Reference = reference;
        step.Reason = reason;
        step.AnsweredAt = time.GetUtcNow();
    }
}
