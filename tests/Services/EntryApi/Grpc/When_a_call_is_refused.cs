using EventDriven.EntryApi.Endpoints;
using EventDriven.EntryApi.Grpc.V1;
using EventDriven.TestServers;
using Google.Protobuf;
using Google.Rpc;
using Grpc.Core;
using Grpc.Health.V1;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Grpc;

/// <summary>Refusals by the middleware, the framework and the host have the status codes of orders.proto too.</summary>
public sealed class When_a_call_is_refused(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static readonly GetRequest AnyOrder = new() { OrderId = $"{Guid.NewGuid()}" };

    [Fact]
    public async Task A_caller_without_a_token_is_UNAUTHENTICATED()
    {
        var host = await hosts.Grpc();

        var failure = await host.Orders(token: null).GetAsync(AnyOrder, cancellationToken: Cancel).Failure();

        failure.StatusCode.ShouldBe(StatusCode.Unauthenticated);
        failure.Status.Detail.ShouldStartWith("A token is needed.");
        failure.Detail<ErrorInfo>().Reason.ShouldBe("UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_token_without_the_scope_is_PERMISSION_DENIED()
    {
        var host = await hosts.Grpc();
        var token = EntryApiHost.Issuer.Issue(TokenIssuer.Claims("c-1", "something-else"));

        var failure = await host.Orders(token).GetAsync(AnyOrder, cancellationToken: Cancel).Failure();

        failure.StatusCode.ShouldBe(StatusCode.PermissionDenied);
        failure.Detail<ErrorInfo>().Reason.ShouldBe("FORBIDDEN");
    }

    [Fact]
    public async Task A_caller_above_its_rate_limit_gets_RESOURCE_EXHAUSTED_and_the_delay()
    {
        await using var host = await GrpcClients.StartAsync(("RateLimit:PerSecond", "0.001"), ("RateLimit:Burst", "1"));
        await host.Orders().GetAsync(AnyOrder, cancellationToken: Cancel).Failure();

        var failure = await host.Orders().GetAsync(AnyOrder, cancellationToken: Cancel).Failure();

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        failure.Detail<RetryInfo>().RetryDelay.Seconds.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("eventdriven.orders.v1.Orders", "Forget")]
    [InlineData("eventdriven.orders.v1.Oracle", "Get")]
    public async Task An_unknown_method_is_UNIMPLEMENTED(string service, string method)
    {
        var host = await hosts.Grpc();
        using var channel = host.Channel(EntryApiHost.Issuer.ForOperator());

        using var call = channel
            .CreateCallInvoker()
            .AsyncUnaryCall(
                new Method<GetRequest, Order>(
                    MethodType.Unary,
                    service,
                    method,
                    Marshallers.Create(request => request.ToByteArray(), GetRequest.Parser.ParseFrom),
                    Marshallers.Create(order => order.ToByteArray(), Order.Parser.ParseFrom)
                ),
                host: null,
                new CallOptions(),
                AnyOrder
            );

        (await call.Failure()).StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Theory]
    [InlineData(OrderEndpoints.MaxBodyBytes)]
    [InlineData(50 * OrderEndpoints.MaxBodyBytes)]
    public async Task A_message_that_is_too_large_is_RESOURCE_EXHAUSTED(int size)
    {
        var host = await hosts.Grpc();
        var order = GrpcClients.Order("k-1");
        order.CustomerId = new string('x', size);

        var failure = await host.Orders().SubmitAsync(order, cancellationToken: Cancel).Failure();

        failure.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task A_message_of_exactly_the_maximum_size_is_read()
    {
        var host = await hosts.Grpc();
        var order = GrpcClients.Order("k-1");
        order.CustomerId = new string('x', OrderEndpoints.MaxBodyBytes);
        order.CustomerId = order.CustomerId[(order.CalculateSize() - OrderEndpoints.MaxBodyBytes)..];
        order.CalculateSize().ShouldBe(OrderEndpoints.MaxBodyBytes);

        var failure = await host.Orders().SubmitAsync(order, cancellationToken: Cancel).Failure();

        failure.StatusCode.ShouldBe(StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task A_compressed_message_is_UNIMPLEMENTED()
    {
        var host = await hosts.Grpc();

        var failure = await host.Orders()
            .GetAsync(
                AnyOrder,
                new Metadata { { "grpc-internal-encoding-request", "gzip" } },
                cancellationToken: Cancel
            )
            .Failure();

        failure.StatusCode.ShouldBe(StatusCode.Unimplemented);
    }

    [Fact]
    public async Task A_call_that_takes_longer_than_the_request_timeout_is_DEADLINE_EXCEEDED()
    {
        var database = await servers.CreateDatabaseAsync("entry_api", TestContext.Current.CancellationToken);
        await using var host = await EntryApiHost.StartAsync(
            new(GrpcClients.Ports)
            {
                ["ConnectionStrings:EntryApi"] = database.ConnectionString,
                ["RequestTimeout"] = "00:00:00.3",
            },
            withInventory: true,
            database
        );
        await using var locked = await host.LockOrders();

        var failure = await host.Orders().SubmitAsync(GrpcClients.Order("k-1"), cancellationToken: Cancel).Failure();

        failure.StatusCode.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task A_call_is_UNAVAILABLE_and_the_health_NOT_SERVING_while_the_database_is_down()
    {
        var database = await servers.CreateDatabaseAsync("entry_api", TestContext.Current.CancellationToken);
        var connection = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new TcpProxy(connection.Host!, connection.Port);
        proxy.Open();
        (connection.Host, connection.Port) = ("127.0.0.1", proxy.Port);
        await using var host = await EntryApiHost.StartAsync(
            new(GrpcClients.Ports)
            {
                ["ConnectionStrings:EntryApi"] = connection.ConnectionString,
                ["Serilog:MinimumLevel:Default"] = "Fatal",
            },
            withInventory: true,
            database
        );

        proxy.Close();
        var failure = await host.Orders().GetAsync(AnyOrder, cancellationToken: Cancel).Failure();
        var health = await new Health.HealthClient(host.Channel(token: null)).CheckAsync(
            new HealthCheckRequest(),
            cancellationToken: Cancel
        );

        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.Detail.ShouldBe("Orders can be neither read nor accepted at the moment.");
        health.Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);
    }
}
