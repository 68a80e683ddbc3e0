using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using Google.Rpc;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using RpcStatus = Google.Rpc.Status;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>The entry API's own service, called by @grpc/grpc-js with the published .proto.</summary>
public sealed class When_orders_are_placed_over_gRPC
{
    [Fact]
    public async Task One_key_makes_one_order_here_and_over_HTTP()
    {
        await using var host = await StartAsync();

        var first = await Answer(host, "Submit", Order("k-1"));
        var again = await Answer(host, "Submit", Order("k-1"));
        using var http = await host.Post("/orders", AnOrder.Valid(), "k-1");

        again.ToJsonString().ShouldBe(first.ToJsonString());
        (await http.Problemless())["orderId"]!.ToString().ShouldBe(first["orderId"]!.ToString());
        first["state"]!.ToString().ShouldBe("Submitted");
        (await host.Query(db => db.Orders.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task Every_field_that_is_wrong_is_named_as_the_proto_has_it()
    {
        await using var host = await StartAsync();
        var order = Order("k-1");
        order["shipTo"]!["postalCode"] = "";
        order["lines"]![0]!["quantity"] = 0;

        var status = await Status(host, "Submit", order);

        status.Code.ShouldBe(StatusCode.InvalidArgument);
        Detail<BadRequest>(status)
            .FieldViolations.Select(violation => violation.Field)
            .ShouldBe(["ship_to.postal_code", "lines[0].quantity"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_key_that_is_missing_or_was_used_for_another_order_is_told()
    {
        await using var host = await StartAsync();
        await Answer(host, "Submit", Order("k-1"));
        var other = Order("k-1");
        other["payment"]!["token"] = "tok_review";

        var missing = await Status(host, "Submit", Order(""));
        var reused = await Status(host, "Submit", other);

        missing.Code.ShouldBe(StatusCode.InvalidArgument);
        Detail<BadRequest>(missing).FieldViolations.ShouldHaveSingleItem().Field.ShouldBe("idempotency_key");
        reused.Code.ShouldBe(StatusCode.FailedPrecondition);
        Detail<ErrorInfo>(reused).Reason.ShouldBe("IDEMPOTENCY_KEY_REUSED");
    }

    [Fact]
    public async Task Each_change_is_told_once_and_in_order_until_the_end()
    {
        await using var host = await StartAsync();
        var orderId = await host.PlaceOrder();
        await using var client = await Call(host, "Watch", new { orderId });

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

        foreach (var sequence in new[] { 1, 2, 3 })
            ((int)(await client.NextAsync())["message"]!["sequence"]!).ShouldBe(sequence);
        (await client.StatusAsync()).Code.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task A_stream_goes_on_after_the_sequence_that_was_seen()
    {
        await using var host = await StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await host.Tell(orderId, 2, "Completed");

        await using var client = await Call(host, "Watch", new { orderId, afterSequence = 1 });

        ((int)(await client.NextAsync())["message"]!["sequence"]!).ShouldBe(2);
        (await client.StatusAsync()).Code.ShouldBe(StatusCode.OK);
        (await Status(host, "Watch", new { orderId, afterSequence = 3 })).Code.ShouldBe(StatusCode.OutOfRange);
    }

    [Fact]
    public async Task A_stream_that_the_server_has_to_end_is_not_ended_well()
    {
        await using var host = await StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await using var client = await Call(host, "Watch", new { orderId });
        await client.NextAsync();

        await host.Stop();

        (await client.StatusAsync()).Code.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public async Task A_stream_ends_when_its_token_is_no_longer_accepted()
    {
        var time = new ManualTime();
        await using var host = await StartAsync(time);
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "ReservingStock");
        await using var client = await Call(host, "Watch", new { orderId });
        await client.NextAsync();

        await time.UntilWaitingAsync(TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromHours(13));

        (await client.StatusAsync()).Code.ShouldBe(StatusCode.Unauthenticated);
    }

    [Fact]
    public async Task A_cancellation_reaches_the_saga_and_is_answered_alike()
    {
        await using var host = await StartAsync();
        var orderId = await host.PlaceOrder();
        var request = new
        {
            idempotencyKey = "k-2",
            orderId,
            reason = "changed my mind",
        };

        var first = await Answer(host, "Cancel", request);
        var again = await Answer(host, "Cancel", request);

        first["reason"]!.ToString().ShouldBe("changed my mind");
        again.ToJsonString().ShouldBe(first.ToJsonString());
        await Eventually.Holds(() => host.Others.Received<CancelOrder>().Count > 0);
        host.Others.Received<CancelOrder>().ShouldHaveSingleItem().OrderId.ShouldBe(orderId);
    }

    [Fact]
    public async Task A_cancellation_that_comes_too_late_says_so()
    {
        await using var host = await StartAsync();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "Completed");

        var status = await Status(
            host,
            "Cancel",
            new
            {
                idempotencyKey = "k-2",
                orderId,
                reason = "no",
            }
        );

        status.Code.ShouldBe(StatusCode.FailedPrecondition);
        Detail<ErrorInfo>(status).Reason.ShouldBe("TOO_LATE_TO_CANCEL");
    }

    [Fact]
    public async Task Nobody_gets_in_without_a_token_and_a_customer_sees_its_own_alone()
    {
        await using var host = await StartAsync();
        var orderId = await host.PlaceOrder();
        var request = new { orderId };

        (await Status(host, "Get", request, token: null)).Code.ShouldBe(StatusCode.Unauthenticated);
        (await Status(host, "Get", request, EntryApiHost.Issuer.ForCustomer("c-2"))).Code.ShouldBe(StatusCode.NotFound);
        (await Status(host, "Watch", request, EntryApiHost.Issuer.ForCustomer("c-2"))).Code.ShouldBe(
            StatusCode.NotFound
        );
        (await Status(host, "Get", request, EntryApiHost.Issuer.ForCustomer("c-1"))).Code.ShouldBe(StatusCode.OK);
        (await Status(host, "Submit", Order("k-1"), EntryApiHost.Issuer.ForCustomer("c-2"))).Code.ShouldBe(
            StatusCode.PermissionDenied
        );
    }

    [Fact]
    public async Task A_caller_that_asks_too_often_is_told_so()
    {
        await using var host = await StartAsync(("RateLimit:PerSecond", "0.001"), ("RateLimit:Burst", "1"));
        var request = new { orderId = Guid.NewGuid() };
        await Status(host, "Get", request);

        (await Status(host, "Get", request)).Code.ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task An_id_that_is_none_is_named()
    {
        await using var host = await StartAsync();

        var status = await Status(host, "Get", new { orderId = "one" });

        status.Code.ShouldBe(StatusCode.InvalidArgument);
        Detail<BadRequest>(status).FieldViolations.ShouldHaveSingleItem().Field.ShouldBe("order_id");
    }

    private static Task<EntryApiHost> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(TimeProvider.System, settings);

    private static Task<EntryApiHost> StartAsync(TimeProvider time, params (string Name, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        return EntryApiHost.StartAsync(
            time,
            new(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)))
            {
                ["Database"] = "Sqlite",
                ["DataDirectory"] = folder.FullPath,
                ["Kestrel:Endpoints:Api:Url"] = "http://127.0.0.1:0",
                ["Kestrel:Endpoints:Grpc:Url"] = "http://127.0.0.1:0",
                ["Kestrel:Endpoints:Grpc:Protocols"] = "Http2",
            },
            withInventory: true,
            folder
        );
    }

    private static Task<GrpcJs> Call(EntryApiHost host, string method, object request, string? token = "") =>
        GrpcJs.CallAsync(
            host.Addresses[1],
            Path.Combine(Repository.Root, "Services/EntryApi/Protos/orders.proto"),
            "eventdriven.orders.v1.Orders",
            [
                new GrpcJsCall(
                    method,
                    request,
                    Metadata: token is null
                        ? null
                        : new()
                        {
                            ["authorization"] = $"Bearer {(token == "" ? EntryApiHost.Issuer.ForOperator() : token)}",
                        }
                ),
            ],
            TestContext.Current.CancellationToken
        );

    private static async Task<JsonNode> Answer(EntryApiHost host, string method, object request)
    {
        await using var client = await Call(host, method, request);
        var line = await client.NextAsync();
        return line["message"] ?? throw new InvalidOperationException($"No message, but {line.ToJsonString()}");
    }

    private static async Task<GrpcJsStatus> Status(EntryApiHost host, string method, object request, string? token = "")
    {
        await using var client = await Call(host, method, request, token);
        return await client.StatusAsync();
    }

    private static T Detail<T>(GrpcJsStatus status)
        where T : Google.Protobuf.IMessage<T>, new() =>
        RpcStatus
            .Parser.ParseFrom(Convert.FromBase64String(status.Metadata["grpc-status-details-bin"].Single()))
            .Details.Where(detail => detail.Is(new T().Descriptor))
            .ShouldHaveSingleItem()
            .Unpack<T>();

    /// <summary>The same order as <see cref="AnOrder.Valid"/>.</summary>
    private static JsonNode Order(string key) =>
        JsonNode.Parse(
            $$"""
            {
              "idempotencyKey": "{{key}}",
              "customerId": "c-1",
              "email": "ada@example.com",
              "lines": [{ "sku": "TEA-1", "quantity": 2 }, { "sku": "CUP-1", "quantity": 1 }],
              "payment": { "token": "tok_accepted" },
              "shipTo": { "name": "Ada", "street": "Main Street 1", "city": "Berlin", "postalCode": "10115", "country": "DE" }
            }
            """
        )!;
}
