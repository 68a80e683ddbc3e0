using System.Diagnostics;
using MassTransit;
using MassTransit.Context;
using MassTransit.Logging;
using MassTransit.Scheduling;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Scheduling;

internal sealed class DurableScheduleProvider<TDbContext>(ConsumeContext context, IServiceProvider services)
    : IScheduleMessageProvider
    where TDbContext : DbContext
{
    public async Task<ScheduledMessage<T>> ScheduleSend<T>(
        Uri destinationAddress,
        DateTime scheduledTime,
        T message,
        IPipe<SendContext<T>> pipe,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var endpoint =
            await context.GetSendEndpoint(destinationAddress) as ITransportSendEndpoint
            ?? throw new InvalidOperationException(
                $"The send endpoint of {destinationAddress} cannot prepare a message without sending it."
            );
        var send = await endpoint.CreateSendContext(message, pipe, cancellationToken);
        var tokenId = send.ScheduledMessageId ?? ScheduleTokenIdCache<T>.GetTokenId(message, Guid.CreateVersion7());
        send.ScheduledMessageId = tokenId;
        send.Headers.Set(MessageHeaders.SchedulingTokenId, tokenId.ToString("D"));
        // Continues the current trace. A transport sets this header only when it sends.
        if (Activity.Current?.Id is { } trace)
            send.Headers.Set(DiagnosticHeaders.ActivityId, trace);

        // The caller went by its own clock.
        var skew = services.GetRequiredService<DatabaseClock<TDbContext>>().Skew;
        var dueAt = DueAt(scheduledTime, skew);
        var row = new ScheduledMessageRow { TokenId = tokenId };
        row.Fill(send, dueAt);
        row.VisibleTime = dueAt;
        await Change(db => db.Add(row), cancellationToken);
        services.GetRequiredService<RelayAlarm<TDbContext, ScheduledMessageRow>>().Set(dueAt);
        return new ScheduledMessageHandle<T>(tokenId, dueAt, destinationAddress, message);
    }

    public Task CancelScheduledSend(Guid tokenId, CancellationToken cancellationToken) =>
        Change(db => Cancel(db, tokenId), cancellationToken);

    public Task CancelScheduledSend(Uri destinationAddress, Guid tokenId, CancellationToken cancellationToken) =>
        CancelScheduledSend(tokenId, cancellationToken);

    /// <summary>The owner of the consumer's scope saves the change; outside a scope it is saved at once.</summary>
    private async Task Change(Action<TDbContext> change, CancellationToken cancellationToken)
    {
        if (context.TryGetPayload<IServiceScope>(out var consumerScope))
        {
            change(consumerScope.ServiceProvider.GetRequiredService<TDbContext>());
            return;
        }

        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDbContext>();
        change(db);
        await db.SaveChangesAsync(cancellationToken);
    }

    // CancelledMessages ignores a missing row.
    private static void Cancel(TDbContext db, Guid tokenId)
    {
        var rows = db.Set<ScheduledMessageRow>();
        var known = rows.Local.FindEntry(tokenId);
        if (known is { State: EntityState.Added })
            known.State = EntityState.Detached;
        else
            rows.Remove(known?.Entity ?? new ScheduledMessageRow { TokenId = tokenId });
    }

    /// <summary>UTC in whole microseconds, as in PostgreSQL; rounded up, so that no message is early.</summary>
    private static DateTime DueAt(DateTime scheduledTime, TimeSpan skew)
    {
        var utc =
            (
                scheduledTime.Kind == DateTimeKind.Local
                    ? scheduledTime.ToUniversalTime()
                    : DateTime.SpecifyKind(scheduledTime, DateTimeKind.Utc)
            ) - skew;
        var rest = utc.Ticks % TimeSpan.TicksPerMicrosecond;
        return rest == 0 ? utc : utc.AddTicks(TimeSpan.TicksPerMicrosecond - rest);
    }
}
