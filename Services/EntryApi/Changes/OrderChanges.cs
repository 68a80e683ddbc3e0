using Microsoft.EntityFrameworkCore;

namespace EventDriven.EntryApi.Changes;

/// <summary>
/// Wakes the requests that wait for a change of an order: at once if this process stored it. For changes that other
/// replicas stored, one query per 250 ms reads the versions of all awaited orders, because a notification between
/// replicas could be lost.
/// </summary>
public sealed class OrderChanges(
    IServiceScopeFactory scopes,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<OrderChanges> logger
) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<Waiter>> _waiters = [];

    /// <summary>
    /// Waits for a change since the version that was read. False if the time is up or the process is stopping.
    /// </summary>
    public async Task<bool> Next(Guid orderId, OrderVersion seen, TimeSpan within, CancellationToken cancel)
    {
        var waiter = new Waiter(seen);
        lock (_lock)
        {
            if (!_waiters.TryGetValue(orderId, out var others))
                _waiters.Add(orderId, others = []);
            others.Add(waiter);
        }

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(cancel, lifetime.ApplicationStopping);
        await waiter
            .Changed.Task.WaitAsync(within, time, ends.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            if (_waiters.TryGetValue(orderId, out var others) && others.Remove(waiter) && others.Count == 0)
                _waiters.Remove(orderId);
        }

        cancel.ThrowIfCancellationRequested();
        return waiter.Changed.Task.IsCompleted;
    }

    /// <summary>A change of the order is in the database.</summary>
    public void Heard(Guid orderId) => Wake(orderId, _ => true);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(LookEvery, time);
        var isAway = false;
        // A host that is disposed without being stopped reports a cancellation as a failure.
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await Look(stoppingToken);
                isAway = false;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // Logged once, not four times a second.
                if (!isAway)
                    logger.LogWarning(exception, "Changes of orders cannot be looked for at the moment; trying again");
                isAway = true;
            }
        }
    }

    private async Task Look(CancellationToken stopping)
    {
        Guid[] orders;
        lock (_lock)
            orders = [.. _waiters.Keys];
        if (orders.Length == 0)
            return;

        await using var scope = scopes.CreateAsyncScope();
        var versions = await scope
            .ServiceProvider.GetRequiredService<EntryApiDbContext>()
            .Orders.Where(order => orders.Contains(order.Id))
            .Select(order => new
            {
                order.Id,
                Version = new OrderVersion(
                    order.Timeline.Count,
                    order.Cancellation != null,
                    order.Cancellation!.Refusal != null
                ),
            })
            .ToListAsync(stopping);
        foreach (var order in versions)
            Wake(order.Id, waiter => waiter.Seen != order.Version);
    }

    private void Wake(Guid orderId, Func<Waiter, bool> which)
    {
        lock (_lock)
        {
            if (!_waiters.TryGetValue(orderId, out var waiters))
                return;
            foreach (var waiter in waiters.Where(which))
                waiter.Changed.TrySetResult();
        }
    }

    private sealed class Waiter(OrderVersion seen)
    {
        public OrderVersion Seen => seen;

        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
