using System.Net;
using EventDriven.EntryApi.Changes;
using EventDriven.EntryApi.Grpc.V1;
using EventDriven.TestServers;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Grpc;

public sealed class When_an_order_is_watched(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_change_comes_once_and_in_order_until_the_end()
    {
        var host = await hosts.Grpc();
        var orderId = await host.PlaceOrder();
        using var watch = Watch(host, orderId);

        foreach (
            var (sequence, state) in new[]
            {
                (2, "AuthorisingPayment"),
                (1, "ReservingStock"),
                (1, "ReservingStock"),
                (3, "Completed"),
            }
        )
            await host.Publish(EntryApiHost.Said(orderId, sequence, state));

        (await watch.Rest()).Select(entry => entry.Sequence).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task The_stream_is_resumed_after_the_last_sequence_that_the_client_has()
    {
        var host = await hosts.Grpc();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 2, "Completed");

        using var resumed = Watch(host, orderId, after: 1);
        using var beyond = Watch(host, orderId, after: 3);

        (await resumed.Rest()).ShouldHaveSingleItem().Sequence.ShouldBe(2);
        (await beyond.Failure()).StatusCode.ShouldBe(StatusCode.OutOfRange);
    }

    [Fact]
    public async Task A_shutdown_ends_the_stream_with_UNAVAILABLE()
    {
        await using var host = await GrpcClients.StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        using var watch = Watch(host, orderId);
        await watch.ResponseStream.Next();

        await host.Stop();

        (await watch.Failure()).StatusCode.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task The_stream_ends_with_UNAUTHENTICATED_when_its_token_expires()
    {
        var time = new ManualTime();
        await using var host = await GrpcClients.StartAsync(time);
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        using var watch = Watch(host, orderId);
        await watch.ResponseStream.Next();

        await time.UntilWaitingAsync(TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromHours(13));

        (await watch.Failure()).StatusCode.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task The_server_ends_the_stream_at_the_deadline()
    {
        var host = await hosts.Grpc();
        var orderId = await host.PlaceOrder();
        var order = new WatchRequest { OrderId = $"{orderId}" }.ToByteArray();
        // A client of Grpc.Net.Client would end the call itself.
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{host.Addresses[1]}{Orders.Descriptor.FullName}/Watch"
        )
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent([0, 0, 0, 0, (byte)order.Length, .. order]),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        request.Headers.Add("grpc-timeout", "300m");

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.Headers.GetValues("grpc-status").ShouldBe(["4"]);
    }

    [Fact]
    public async Task A_stream_too_many_is_refused_until_the_client_cancels_another()
    {
        await using var host = await GrpcClients.StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        var watches = Enumerable.Range(0, StreamLimit.PerCaller).Select(_ => Watch(host, orderId)).ToList();
        foreach (var watch in watches)
            await watch.ResponseStream.Next();

        using var tooMany = Watch(host, orderId);
        var refusal = await tooMany.Failure();
        watches[0].Dispose();

        refusal.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        refusal.Detail<RetryInfo>().RetryDelay.Seconds.ShouldBe(10);
        await Eventually.Holds(async () =>
        {
            using var another = Watch(host, orderId);
            try
            {
                return await another.ResponseStream.MoveNext(TestContext.Current.CancellationToken);
            }
            catch (RpcException exception) when (exception.StatusCode == StatusCode.ResourceExhausted)
            {
                return false;
            }
        });
        watches.ForEach(watch => watch.Dispose());
    }

    private static AsyncServerStreamingCall<TimelineEntry> Watch(EntryApiHost host, Guid orderId, int after = 0) =>
        host.Orders()
            .Watch(new WatchRequest { OrderId = $"{orderId}", AfterSequence = after }, cancellationToken: Cancel);
}
