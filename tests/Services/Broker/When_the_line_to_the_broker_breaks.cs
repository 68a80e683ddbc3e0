using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Hosting;
using EventDriven.TestServers;
using Microsoft.Extensions.Configuration;
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

    private static readonly CreateChannelOptions Confirmed = new(
        publisherConfirmationsEnabled: true,
        publisherConfirmationTrackingEnabled: true,
        outstandingPublisherConfirmationsRateLimiter: null
    );

    /// <summary>
    /// MassTransit disposes of a channel as soon as it hears of its end, while the connection still waits for the
    /// channel's lock.
    /// </summary>
    [Fact]
    public async Task Its_end_is_told_to_everybody_also_when_a_channel_is_disposed_of_meanwhile()
    {
        await using var broker = await servers.CreateVirtualHostAsync("line", Cancelled);
        await using var line = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        line.Open();
        var factory = Through(line, broker);
        var lines = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async number =>
                {
                    var connection = await factory.CreateConnectionAsync($"{number}", Cancelled);
                    var channel = await connection.CreateChannelAsync(Confirmed, Cancelled);
                    channel.ChannelShutdownAsync += (_, _) =>
                    {
                        _ = Task.Run(async () => await channel.DisposeAsync());
                        return Task.CompletedTask;
                    };
                    // Told after the channel, as every channel is that was opened later.
                    return (Channel: channel, IsTold: Ended(connection));
                })
        );

        var (published, confirmed) = (0, 0);
        foreach (var channel in lines.Select(of => of.Channel))
        {
            for (var i = 0; i < 500; i++)
            {
                published++;
                // It may never end: the client fails none of those that wait for a channel that is disposed of first.
                _ = Task.Run(
                    async () =>
                    {
                        await channel.BasicPublishAsync("", "nobody", new byte[100], Cancelled);
                        Interlocked.Increment(ref confirmed);
                    },
                    Cancelled
                );
            }
        }

        line.Break();

        await Task.WhenAll(lines.Select(of => of.IsTold)).WaitAsync(Soon, Cancelled);
        Volatile.Read(ref confirmed).ShouldBeLessThan(published, "something was on its way");
    }

    [Fact]
    public async Task The_connection_says_so_and_what_was_published_fails()
    {
        await using var broker = await servers.CreateVirtualHostAsync("line", Cancelled);
        await using var line = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        line.Open();
        await using var connection = await Through(line, broker).CreateConnectionAsync(Cancelled);
        var lost = Ended(connection);
        await using var channel = await connection.CreateChannelAsync(Confirmed, Cancelled);

        await line.Stall();
        // Far more than fits into the sockets and the client's own queue.
        var failures = Enumerable
            .Range(0, 600)
            .Select(_ =>
                Task.Run(async () =>
                    await Record.ExceptionAsync(async () =>
                        await channel.BasicPublishAsync("", "nobody", new byte[64 << 10], Cancelled)
                    )
                )
            )
            .ToArray();
        await line.IsFull(Cancelled);
        line.Break();

        await lost.WaitAsync(Soon, Cancelled);
        (await Task.WhenAll(failures).WaitAsync(Soon, Cancelled)).ShouldAllBe(failure =>
            failure is AlreadyClosedException
        );
    }

    /// <summary>
    /// A request that waits on its channel for the answer to another never ends when MassTransit disposes of the
    /// channel meanwhile: an endpoint would not come back from a connection that was lost while it was declared.
    /// </summary>
    [Fact]
    public async Task What_was_being_declared_is_declared_on_the_next_connection()
    {
        await using var broker = await servers.CreateVirtualHostAsync("line", Cancelled);
        await using var line = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        line.Open();
        var (declarations, declares) = (0, (byte[])[0, 50, 0, 10]); // queue.declare: class 50, method 10
        var underWay = line.StallAt(written =>
        {
            for (var rest = written.Span; rest.IndexOf(declares) is >= 0 and var at; rest = rest[(at + 4)..])
                declarations++;
            return declarations >= 10;
        });
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:RabbitMq"] = $"{Through(line, broker).Uri}",
        };

        var deployed = Topology.DeployAsync(
            new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(settings).Build(),
            AllInOneProcess.Services,
            Cancelled
        );
        await underWay.WaitAsync(Soon, Cancelled);
        line.Break();
        line.Open();

        await deployed.WaitAsync(TimeSpan.FromMinutes(1), Cancelled);
    }

    private static ConnectionFactory Through(TcpProxy line, TestVirtualHost broker) =>
        new()
        {
            Uri = new UriBuilder(broker.Uri) { Host = "127.0.0.1", Port = line.Port }.Uri,
            SocketFactory = BrokerSocket.Create,
            AutomaticRecoveryEnabled = false,
        };

    private static Task Ended(IConnection connection)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
        return ended.Task;
    }
}
