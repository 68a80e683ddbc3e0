namespace EventDriven.Browser.Tests.Hosting;

/// <summary>
/// The systems that the tests look at: each is started when it is first asked for, and serves all tests.
/// </summary>
public sealed class RunningSystems : IAsyncDisposable
{
    private readonly Dictionary<SystemKind, Task<RunningSystem>> _systems = [];

    /// <summary>A system, which runs.</summary>
    internal Task<RunningSystem> Get(SystemKind kind)
    {
        lock (_systems)
        {
            if (!_systems.TryGetValue(kind, out var system))
            {
                // Not ended with the test that asks first: others come after it.
                _systems[kind] = system =
                    kind == SystemKind.Embedded
                        ? EmbeddedSystem.StartAsync(CancellationToken.None)
                        : DistributedSystem.StartAsync(CancellationToken.None);
            }

            return system;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var system in _systems.Values.Where(system => system.IsCompletedSuccessfully))
            await (await system).DisposeAsync();
    }
}
