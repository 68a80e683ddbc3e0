using EventDriven.EntryApi.Grpc.V1;
using Google.Rpc;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Grpc;

public sealed class When_orders_are_placed_over_gRPC(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private readonly string _key = $"{Guid.NewGuid()}";
    private readonly string _customer = $"c-{Guid.NewGuid()}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_key_makes_one_order_over_gRPC_and_over_REST()
    {
        var host = await hosts.Grpc();

        var first = await host.Orders().SubmitAsync(GrpcClients.Order(_key, _customer), cancellationToken: Cancel);
        var again = await host.Orders().SubmitAsync(GrpcClients.Order(_key, _customer), cancellationToken: Cancel);
        using var rest = await host.Post("/orders", AnOrder.Valid(_customer), _key);

        again.ShouldBe(first);
        (await rest.Problemless())["orderId"]!.ToString().ShouldBe(first.OrderId);
        first.State.ShouldBe("Submitted");
        (await host.Query(db => db.Orders.CountAsync(order => order.CustomerId == _customer))).ShouldBe(1);
    }

    [Fact]
    public async Task Each_invalid_field_is_named_as_in_the_proto()
    {
        var host = await hosts.Grpc();
        var order = GrpcClients.Order(_key);
        order.ShipTo.PostalCode = "";
        order.Lines[0].Quantity = 0;

        var failure = await host.Orders().SubmitAsync(order, cancellationToken: Cancel).Failure();

        failure.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        Fields(failure).ShouldBe(["ship_to.postal_code", "lines[0].quantity"], ignoreOrder: true);
    }

    [Fact]
    public async Task Addresses_and_lengths_have_the_rules_of_REST()
    {
        var host = await hosts.Grpc();
        var order = GrpcClients.Order(_key);
        order.Email = "ada..b@example.com";
        order.ShipTo.Name = string.Concat(Enumerable.Repeat("\U00020BB7", 100));
        order.ShipTo.City = order.ShipTo.Name + "x";

        var failure = await host.Orders().SubmitAsync(order, cancellationToken: Cancel).Failure();

        Fields(failure).ShouldBe(["email", "ship_to.city"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_key_that_is_missing_or_was_used_for_another_order_is_refused()
    {
        var host = await hosts.Grpc();
        await host.Orders().SubmitAsync(GrpcClients.Order(_key), cancellationToken: Cancel);
        var other = GrpcClients.Order(_key);
        other.Payment.Token = "tok_review";

        var missing = await host.Orders().SubmitAsync(GrpcClients.Order(""), cancellationToken: Cancel).Failure();
        var reused = await host.Orders().SubmitAsync(other, cancellationToken: Cancel).Failure();

        missing.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        Fields(missing).ShouldBe(["idempotency_key"]);
        reused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        reused.Detail<ErrorInfo>().Reason.ShouldBe("IDEMPOTENCY_KEY_REUSED");
    }

    [Fact]
    public async Task A_cancellation_reaches_the_saga_and_a_repetition_has_the_same_answer()
    {
        var host = await hosts.Grpc();
        var orderId = await host.PlaceOrder();
        var request = new CancelRequest
        {
            IdempotencyKey = _key,
            OrderId = $"{orderId}",
            Reason = "changed my mind",
        };

        var first = await host.Orders().CancelAsync(request, cancellationToken: Cancel);
        var again = await host.Orders().CancelAsync(request, cancellationToken: Cancel);

        first.Reason.ShouldBe("changed my mind");
        again.ShouldBe(first);
        await Eventually.Holds(() => host.Others.Cancellations(orderId).Count > 0);
        host.Others.Cancellations(orderId).ShouldHaveSingleItem().OrderId.ShouldBe(orderId);
    }

    [Fact]
    public async Task A_cancellation_that_comes_too_late_is_refused_with_the_reason()
    {
        var host = await hosts.Grpc();
        var orderId = await host.PlaceOrder();
        await host.Tell(orderId, 1, "Completed");

        var failure = await host.Orders()
            .CancelAsync(
                new CancelRequest
                {
                    IdempotencyKey = _key,
                    OrderId = $"{orderId}",
                    Reason = "no",
                },
                cancellationToken: Cancel
            )
            .Failure();

        failure.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        failure.Detail<ErrorInfo>().Reason.ShouldBe("TOO_LATE_TO_CANCEL");
    }

    [Fact]
    public async Task A_customer_has_access_to_its_own_orders_only()
    {
        var host = await hosts.Grpc();
        var orderId = $"{await host.PlaceOrder()}";
        var other = host.Orders(EntryApiHost.Issuer.ForCustomer("c-2"));
        using var watch = other.Watch(new WatchRequest { OrderId = orderId }, cancellationToken: Cancel);

        (
            await other.GetAsync(new GetRequest { OrderId = orderId }, cancellationToken: Cancel).Failure()
        ).StatusCode.ShouldBe(StatusCode.NotFound);
        (await watch.Failure()).StatusCode.ShouldBe(StatusCode.NotFound);
        (await other.SubmitAsync(GrpcClients.Order(_key), cancellationToken: Cancel).Failure()).StatusCode.ShouldBe(
            StatusCode.PermissionDenied
        );
        var own = await host.Orders(EntryApiHost.Issuer.ForCustomer("c-1"))
            .GetAsync(new GetRequest { OrderId = orderId }, cancellationToken: Cancel);
        own.OrderId.ShouldBe(orderId);
    }

    [Fact]
    public async Task An_order_id_that_is_not_a_UUID_is_named()
    {
        var host = await hosts.Grpc();

        var failure = await host.Orders()
            .GetAsync(new GetRequest { OrderId = "one" }, cancellationToken: Cancel)
            .Failure();

        failure.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        Fields(failure).ShouldBe(["order_id"]);
    }

    private static IEnumerable<string> Fields(RpcException failure) =>
        failure.Detail<BadRequest>().FieldViolations.Select(violation => violation.Field);
}
