using EventDriven.TestServers;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// A minute without PostgreSQL and, beside it in another deployment, a minute without the broker: a minute is long
/// enough once. The first is over sooner: its broker then runs out of memory, and its PostgreSQL refuses the services.
/// </summary>
[CollectionDefinition(nameof(AMinuteWithoutAServer))]
public sealed class AMinuteWithoutAServer : IAsyncLifetime, ICollectionFixture<AMinuteWithoutAServer>
{
    private Task<OutageUnderLoad> _postgres = null!;
    private Task<OutageUnderLoad> _broker = null!;
    private Task<BrokerOutOfMemory> _outOfMemory = null!;
    private Task<DatabaseRefusal> _readOnly = null!;
    private Task<DatabaseRefusal> _noLogin = null!;

    /// <summary>
    /// How it went. When it went wrong, why is said by its own tests, and the other story's are left in peace.
    /// </summary>
    internal OutageUnderLoad Postgres => _postgres.GetAwaiter().GetResult();

    internal OutageUnderLoad Broker => _broker.GetAwaiter().GetResult();

    internal BrokerOutOfMemory OutOfMemory => _outOfMemory.GetAwaiter().GetResult();

    internal DatabaseRefusal ReadOnly => _readOnly.GetAwaiter().GetResult();

    internal DatabaseRefusal NoLogin => _noLogin.GetAwaiter().GetResult();

    /// <summary>Lives through all of it.</summary>
    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        _postgres = Task.Run(() => OutageUnderLoad.RunAsync(Server.Postgres, cancel), cancel);
        _broker = Task.Run(() => OutageUnderLoad.RunAsync(Server.RabbitMq, cancel), cancel);
        _outOfMemory = Task.Run(
            async () => await BrokerOutOfMemory.RunAsync((await _postgres).Deployment, cancel),
            cancel
        );
        _readOnly = After(_outOfMemory, DatabaseRefusal.ReadOnlyAsync);
        _noLogin = After(_readOnly, DatabaseRefusal.NoLoginAsync);
        await Task.WhenAll(_broker, _noLogin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // On the same deployment, however the story before went.
        Task<DatabaseRefusal> After(Task before, Func<Deployment, CancellationToken, Task<DatabaseRefusal>> story) =>
            Task.Run(
                async () =>
                {
                    await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return await story((await _postgres).Deployment, cancel);
                },
                cancel
            );
    }

    /// <summary>Ends everything.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var story in new[] { _postgres, _broker })
        {
            if (story.IsCompletedSuccessfully)
                await (await story).DisposeAsync();
        }
    }
}
