namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>
/// Combines loads that arrive at the same time into one query. One query runs at a time, on the context of one caller;
/// the loads that arrive meanwhile form the next one.
/// </summary>
internal sealed class SagaLoadGroup<TSaga>(Func<DbContext, Guid[], CancellationToken, Task<List<TSaga>>> query)
    where TSaga : class, ISaga
{
    /// <summary>The messages that two queues consume concurrently.</summary>
    private const int MaxLoads = 64;

    private readonly Lock _lock = new();
    private readonly LinkedList<Load> _waiting = [];
    private bool _isAtWork;

    /// <summary>
    /// Loads one instance, which no context tracks; null if there is none. If <c>IsLoaded</c> is false, another
    /// caller's query failed, and this caller must load the instance by itself.
    /// </summary>
    public async Task<(bool IsLoaded, TSaga? Instance)> LoadAsync(
        DbContext dbContext,
        Guid correlationId,
        CancellationToken cancellationToken
    )
    {
        var load = new Load(correlationId);
        lock (_lock)
        {
            if (_isAtWork)
                _waiting.AddLast(load);
            else
                load.Turn.SetResult(true);
            _isAtWork = true;
        }

        await using (cancellationToken.UnsafeRegister(_ => Cancel(load, cancellationToken), state: null))
        {
            if (await load.Turn.Task)
                await RunAsync(dbContext, load, cancellationToken);
        }

        return (load.IsLoaded, load.Instance);
    }

    private async Task RunAsync(DbContext dbContext, Load first, CancellationToken cancellationToken)
    {
        var loads = TakeGroup(first);
        try
        {
            var found = await query(dbContext, [.. loads.Keys], cancellationToken);
            foreach (var instance in found)
                loads[instance.CorrelationId].Instance = instance;
            foreach (var load in loads.Values)
                load.IsLoaded = true;
        }
        finally
        {
            StartNext();
            foreach (var load in loads.Values)
                load.Turn.TrySetResult(false);
        }
    }

    // Two loads of one instance are in two groups, because each context needs an object of its own.
    private Dictionary<Guid, Load> TakeGroup(Load first)
    {
        var loads = new Dictionary<Guid, Load> { [first.CorrelationId] = first };
        lock (_lock)
        {
            for (var node = _waiting.First; node is not null && loads.Count < MaxLoads; )
            {
                var next = node.Next;
                if (loads.TryAdd(node.Value.CorrelationId, node.Value))
                    _waiting.Remove(node);
                node = next;
            }
        }

        return loads;
    }

    private void StartNext()
    {
        lock (_lock)
        {
            while (_waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                if (next.Value.Turn.TrySetResult(true))
                    return;
            }

            _isAtWork = false;
        }
    }

    private void Cancel(Load load, CancellationToken cancellationToken)
    {
        lock (_lock)
            _waiting.Remove(load);
        load.Turn.TrySetCanceled(cancellationToken);
    }

    private sealed class Load(Guid correlationId)
    {
        public Guid CorrelationId => correlationId;

        /// <summary>True: run the next query. False: another caller's query has ended.</summary>
        public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsLoaded { get; set; }

        public TSaga? Instance { get; set; }
    }
}
