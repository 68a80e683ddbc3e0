using EventDriven.TestServers;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// A minute without PostgreSQL and, beside it in another deployment, a minute without the broker: a minute is long
/// enough once. Afterwards, in the first, the broker runs out of memory and PostgreSQL refuses the services; in the
/// other, the saga's database is restored.
/// </summary>
[CollectionDefinition(nameof(AMinuteWithoutAServer))]
public sealed class AMinuteWithoutAServer : IAsyncLifetime, ICollectionFixture<AMinuteWithoutAServer>
{
    private Task<OutageUnderLoad> _postgres = null!;
    private Task<OutageUnderLoad> _broker = null!;
    private Task<BrokerOutOfMemory> _outOfMemory = null!;
    private Task<DatabaseRefusal> _readOnly = null!;
    private Task<DatabaseRefusal> _noLogin = null!;
    private Task<RestoredDatabase> _restored = null!;

    /// <summary>
    /// How it went. When it went wrong, why is said by its own tests, and the other story's are left in peace.
    /// </summary>
    internal OutageUnderLoad Postgres => _postgres.GetAwaiter().GetResult();

    internal OutageUnderLoad Broker => _broker.GetAwaiter().GetResult();

    internal BrokerOutOfMemory OutOfMemory => _outOfMemory.GetAwaiter().GetResult();

    internal DatabaseRefusal ReadOnly => _readOnly.GetAwaiter().GetResult();

    internal DatabaseRefusal NoLogin => _noLogin.GetAwaiter().GetResult();

    internal RestoredDatabase Restored => _restored.GetAwaiter().GetResult();

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
        _readOnly = After(_outOfMemory, _postgres, DatabaseRefusal.ReadOnlyAsync);
        _noLogin = After(_readOnly, _postgres, DatabaseRefusal.NoLoginAsync);
        _restored = After(_broker, _broker, RestoredDatabase.RunAsync);
        await Task.WhenAll(_restored, _noLogin).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // However the story before went.
        Task<T> After<T>(
            Task before,
            Task<OutageUnderLoad> first,
            Func<Deployment, CancellationToken, Task<T>> story
        ) =>
            Task.Run(
                async () =>
                {
                    await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    return await story((await first).Deployment, cancel);
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
