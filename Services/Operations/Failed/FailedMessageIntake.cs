using MassTransit;

namespace EventDriven.Operations.Failed;

/// <summary>
/// Takes raw messages out of an error, skipped or dead-letter queue. A row is committed before the message is
/// acknowledged, and a redelivery meets its key. While the database does not answer, the message is retried. It never
/// faults, because the in-memory transport would drop it.
/// </summary>
internal sealed class FailedMessageIntake(
    string queue,
    string restedIn,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<FailedMessageIntake> logger
) : IFilter<ReceiveContext>
{
    // After a repair of the database, messages should appear soon.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

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
                logger.LogWarning(
                    exception,
                    "A message of {Queue} could not be taken in and stays there (try {Tries}).",
                    restedIn,
                    tries
                );
            }

            await Task.Delay(
                TimeSpan.FromSeconds(Math.Min(0.2 * Math.Pow(2, Math.Min(tries, 16)), LongestDelay.TotalSeconds)),
                time,
                cancel
            );
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("failedMessageIntake");

    // Not retried: an unreadable message stays unreadable, and would occupy the intake.
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
            logger.LogError(exception, "A message of {Queue} could not be read: its body alone is kept.", restedIn);
            return new ReceivedFailure(
                context.GetBody(),
                queue,
                restedIn,
                $"Only the body of this message was kept. Its headers could not be read: {exception.Message}"
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
            // After the first attempt the row may be its own.
            if (received.IsAnotherAlike && isFirstTry)
            {
                received.TakeNewId();
                await Keep(received, isFirstTry: false, cancel);
            }
        }
    }
}
