using EventDriven.TestServers.Hosting;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>
/// The systems that the tests look at: each is started when it is first asked for, and serves all tests.
/// </summary>
public sealed class RunningSystems : IAsyncDisposable
{
    private readonly Dictionary<SystemKind, Task<RunningSystem>> _systems = [];
    private readonly SemaphoreSlim _starting = new(1);

    /// <summary>A system, which runs.</summary>
    internal Task<RunningSystem> Get(SystemKind kind)
    {
        lock (_systems)
        {
            if (!_systems.TryGetValue(kind, out var system))
                _systems[kind] = system = StartAsync(kind);
            return system;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems.Values.Where(system => system.IsCompletedSuccessfully))
            await (await system).DisposeAsync();
        _starting.Dispose();
    }

    // One system after the other: a start takes all the CPU time that there is.
    private async Task<RunningSystem> StartAsync(SystemKind kind)
    {
        await _starting.WaitAsync(CancellationToken.None);
        try
        {
            // Not ended with the test that asks first: others come after it.
            var system =
                kind == SystemKind.Embedded
                    ? await EmbeddedSystem.StartAsync(CancellationToken.None)
                    : await DistributedSystem.StartAsync(CancellationToken.None);
            // The first order takes seconds in processes that have just started: no test waits for it.
            var first = await system.Orders.Place(new PlacedOrder("MUG-STONE-BLUE"), CancellationToken.None);
            await system.Orders.See(first, order => order.HasEnded, TimeSpan.FromSeconds(60), CancellationToken.None);
            return system;
        }
        finally
        {
            _starting.Release();
        }
    }
}
