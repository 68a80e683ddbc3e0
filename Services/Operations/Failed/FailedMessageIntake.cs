using EventDriven.Operations.Domain;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Operations.Failed;

/// <summary>
/// Takes a message out of the queue in which it came to rest: it is committed before it is acknowledged, and a
/// redelivery meets its key. It sees the message before anything is deserialised, for what rests may be no message at
/// all, and hands it on to nobody.
/// </summary>
/// <remarks>
/// While the database cannot keep it, that is tried again with growing delays, still in hand and thus the broker's. It
/// is never faulted: the in-memory transport would drop it.
/// </remarks>
/// <param name="queue">The queue that the messages failed in.</param>
/// <param name="restedIn">The queue that they are taken from.</param>
/// <param name="scopes">Each try has a context of its own.</param>
/// <param name="time">Says when they are taken in.</param>
/// <param name="logger">Is told of what cannot be kept.</param>
internal sealed partial class FailedMessageIntake(
    string queue,
    string restedIn,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<FailedMessageIntake> logger
) : IFilter<ReceiveContext>
{
    // Not longer: who has repaired the database wants to see what failed meanwhile.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <inheritdoc />
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var cancel = context.CancellationToken;
        var received = Read(context);
        if (received.HasExpired)
            return;

        for (var tries = 1; ; tries++)
        {
            try
            {
                await Keep(received, isFirstTry: tries == 1, cancel);
                return;
            }
            catch (Exception exception) when (!cancel.IsCancellationRequested)
            {
                NotKept(exception, restedIn, tries);
            }

            await Task.Delay(
                TimeSpan.FromSeconds(Math.Min(0.2 * Math.Pow(2, Math.Min(tries, 16)), LongestDelay.TotalSeconds)),
                time,
                cancel
            );
        }
    }

    /// <inheritdoc />
    public void Probe(ProbeContext context) => context.CreateFilterScope("failedMessageIntake");

    // Not tried again: what cannot be read now never can, and four such messages would be all that the queue's intake
    // has in hand.
    private ReceivedFailure Read(ReceiveContext context)
    {
        try
        {
            var received = new ReceivedFailure(context, queue, restedIn);
            _ = received.ToRow(time.GetUtcNow(), putBacks: 0);
            return received;
        }
        catch (Exception exception)
        {
            NotRead(exception, restedIn);
            return new ReceivedFailure(
                context.GetBody(),
                queue,
                restedIn,
                $"Only the body of this message could be kept. What came with it could not be read: {exception.Message}"
            );
        }
    }

    private async Task Keep(ReceivedFailure received, bool isFirstTry, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
        var before = received.OriginalMessageId is not { } originalId
            ? null
            : await db
                .FailedMessages.Where(message =>
                    message.OriginalMessageId == originalId && message.Queue == queue && message.Id != received.Id
                )
                .OrderByDescending(message => message.TakenInAt)
                .Select(message => new { message.Status, message.PutBacks })
                .FirstOrDefaultAsync(cancel);
        db.FailedMessages.Add(
            received.ToRow(
                time.GetUtcNow(),
                before?.Status switch
                {
                    null or FailedMessageStatus.PutBackEdited => 0,
                    FailedMessageStatus.PutBack => before.PutBacks + 1,
                    _ => before.PutBacks,
                }
            )
        );
        try
        {
            await db.SaveChangesAsync(cancel);
        }
        catch (DbUpdateException)
        {
            db.ChangeTracker.Clear();
            if (!await db.FailedMessages.AnyAsync(message => message.Id == received.Id, cancel))
                throw;
            // After the first try it may be its own.
            if (received.IsAnotherAlike && isFirstTry)
            {
                received.TakeNewId();
                await Keep(received, isFirstTry: false, cancel);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A message of {Queue} could not be read: its body alone is kept.")]
    private partial void NotRead(Exception exception, string queue);

    [LoggerMessage(LogLevel.Warning, "A message of {Queue} could not be taken in and stays there (try {Tries}).")]
    private partial void NotKept(Exception exception, string queue, int tries);
}
