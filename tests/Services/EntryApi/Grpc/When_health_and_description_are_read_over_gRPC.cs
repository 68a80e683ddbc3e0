using EventDriven.EntryApi.Grpc.V1;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1;
using Shouldly;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace EventDriven.Services.Tests.EntryApi.Grpc;

public sealed class When_health_and_description_are_read_over_gRPC(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("eventdriven.orders.v1.Orders")]
    public async Task Anyone_reads_the_health_as_often_as_needed(string service)
    {
        await using var host = await GrpcClients.StartAsync(
            ("RateLimit:AnonymousPerSecond", "0.001"),
            ("RateLimit:AnonymousBurst", "1")
        );
        var health = new Health.HealthClient(host.Channel(token: null));

        for (var i = 0; i < 3; i++)
            (
                await health.CheckAsync(new HealthCheckRequest { Service = service }, cancellationToken: Cancel)
            ).Status.ShouldBe(ServingStatus.Serving);
    }

    [Fact]
    public async Task A_client_that_watches_the_health_is_notified_of_a_shutdown()
    {
        await using var host = await GrpcClients.StartAsync();
        using var watch = new Health.HealthClient(host.Channel(token: null)).Watch(
            new HealthCheckRequest(),
            cancellationToken: Cancel
        );
        (await watch.ResponseStream.Next()).Status.ShouldBe(ServingStatus.Serving);

        await host.Stop();

        (await watch.Rest())[^1].Status.ShouldBe(ServingStatus.NotServing);
    }

    [Fact]
    public async Task Anyone_reads_the_published_proto_by_reflection()
    {
        var host = await hosts.Grpc();
        using var reflection = new ServerReflection.ServerReflectionClient(
            host.Channel(token: null)
        ).ServerReflectionInfo(cancellationToken: Cancel);

        var response = await Ask(
            reflection,
            new ServerReflectionRequest { FileContainingSymbol = Orders.Descriptor.FullName }
        );

        response
            .FileDescriptorResponse.FileDescriptorProto.Select(FileDescriptorProto.Parser.ParseFrom)
            .ShouldContain(file => file.Equals(OrdersReflection.Descriptor.ToProto()));
    }

    [Fact]
    public async Task An_open_reflection_stream_does_not_delay_a_shutdown()
    {
        // For calls in progress, the host would wait this long.
        await using var host = await GrpcClients.StartAsync(("ShutdownTimeoutSeconds", "3600"));
        using var reflection = new ServerReflection.ServerReflectionClient(
            host.Channel(token: null)
        ).ServerReflectionInfo(cancellationToken: Cancel);
        await Ask(reflection, new ServerReflectionRequest { ListServices = "" });
        var failure = Should.ThrowAsync<RpcException>(() => reflection.ResponseStream.Next());

        await host.Stop().WaitAsync(TimeSpan.FromMinutes(1), Cancel);

        // With UNAVAILABLE, or INTERNAL where the client sees the connection end before it has read the status.
        await failure;
    }

    private static async Task<ServerReflectionResponse> Ask(
        AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> reflection,
        ServerReflectionRequest request
    )
    {
        await reflection.RequestStream.WriteAsync(request, TestContext.Current.CancellationToken);
        return await reflection.ResponseStream.Next();
    }
}
