using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Broker;

/// <summary>The broker's machine dies while more is being published than the network takes.</summary>
public sealed class When_the_line_to_the_broker_breaks(Servers servers)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_connection_says_so_and_what_was_published_fails()
    {
        await using var broker = await servers.CreateVirtualHostAsync("line", Cancelled);
        await using var line = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        line.Open();
        var address = new UriBuilder(broker.Uri) { Host = "127.0.0.1", Port = line.Port }.Uri;
        var factory = new ConnectionFactory { Uri = address, SocketFactory = BrokerSocket.Create, AutomaticRecoveryEnabled = false };
        await using var connection = await factory.CreateConnectionAsync(Cancelled);
        var lost = new TaskCompletionSource();
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            lost.TrySetResult();
            return Task.CompletedTask;
        };
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true, outstandingPublisherConfirmationsRateLimiter: null);
        await using var channel = await connection.CreateChannelAsync(confirmed, Cancelled);

        // Far more than fits into the sockets and the client's own queue.
        var failures = Enumerable.Range(0, 600)
            .Select(_ => Task.Run(async () => await Record.ExceptionAsync(async () => await channel.BasicPublishAsync("", "nobody", new byte[64 << 10], Cancelled))))
            .ToArray();
        await line.Stall(Cancelled);
        line.Break();

        await lost.Task.WaitAsync(Soon, Cancelled);
        (await Task.WhenAll(failures).WaitAsync(Soon, Cancelled)).ShouldAllBe(failure => failure is AlreadyClosedException);
    }
}
