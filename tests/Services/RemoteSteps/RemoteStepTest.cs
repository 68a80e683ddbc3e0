using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Services.Tests.RemoteSteps;

/// <summary>
/// A step of an order, with the service that does it and its simulated remote party, by default on PostgreSQL.
/// </summary>
public abstract class RemoteStepTest(Servers servers) : IAsyncLifetime
{
    private readonly List<RemoteStepApp> _replicas = [];
    private Databases? _databases;

    private protected Guid OrderId { get; } = Guid.NewGuid();

    private protected ManualTime Time { get; } = new();

    private protected RemoteCalls Calls { get; } = new();

    /// <summary>The first replica of the service.</summary>
    private protected RemoteStepApp Service => _replicas[0];

    public async ValueTask InitializeAsync()
    {
        _databases = await CreateDatabasesAsync(servers);
        await StartReplicaAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<Databases> CreateDatabasesAsync(Servers servers);

    private protected abstract Task<RemoteStepApp> StartAsync(Databases databases);

    /// <summary>Starts another replica of the service on the same databases.</summary>
    private protected async Task<RemoteStepApp> StartReplicaAsync()
    {
        var replica = await StartAsync(_databases!);
        _replicas.Add(replica);
        return replica;
    }

    private protected async Task<T> QueryAsync<TDbContext, T>(Func<TDbContext, Task<T>> query)
        where TDbContext : DbContext
    {
        await using var scope = Service.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<TDbContext>());
    }
}
