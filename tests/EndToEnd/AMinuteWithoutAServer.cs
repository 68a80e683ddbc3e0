using EventDriven.TestServers;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>A minute without PostgreSQL and, beside it in another deployment, a minute without the broker: a minute is long enough once.</summary>
[CollectionDefinition(nameof(AMinuteWithoutAServer))]
public sealed class AMinuteWithoutAServer : IAsyncLifetime, ICollectionFixture<AMinuteWithoutAServer>
{
    private OutageUnderLoad? _postgres;
    private OutageUnderLoad? _broker;

    internal OutageUnderLoad Postgres => _postgres ?? throw new InvalidOperationException("PostgreSQL has not been away.");

    internal OutageUnderLoad Broker => _broker ?? throw new InvalidOperationException("The broker has not been away.");

    /// <summary>Lives through both.</summary>
    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        await Task.WhenAll(
            Task.Run(async () => _postgres = await OutageUnderLoad.RunAsync(Server.Postgres, cancel), cancel),
            Task.Run(async () => _broker = await OutageUnderLoad.RunAsync(Server.RabbitMq, cancel), cancel));
    }

    /// <summary>Ends everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        if (_broker is not null)
            await _broker.DisposeAsync();
    }
}
