using System.Net;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_an_order_is_placed(Servers servers)
{
    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task Its_location_answers_at_once(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);

        using var accepted = await host.Post("/orders", AnOrder.Valid());
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        using var found = await host.Client.GetAsync(accepted.Headers.Location, TestContext.Current.CancellationToken);

        found.StatusCode.ShouldBe(HttpStatusCode.OK);
        var order = await found.Problemless();
        accepted.Headers.Location!.ToString().ShouldBe($"/orders/{order["orderId"]}");
        order
            .ToJsonString()
            .ShouldBe((await accepted.Problemless()).ToJsonString(), "the order reads as it was answered");
        order["state"]!.ToString().ShouldBe("Submitted");
        order["reason"].ShouldBeNull();
        order["total"].ShouldBeNull();
        order["cancellation"].ShouldBeNull();
        order["timeline"]!.AsArray().ShouldBeEmpty();
        order["lines"]!.ToJsonString().ShouldBe("""[{"sku":"TEA-1","quantity":2},{"sku":"CUP-1","quantity":1}]""");
    }

    [Theory, InlineData("Sqlite"), InlineData("Postgres")]
    public async Task Its_workflow_is_begun_once_with_all_that_was_said(string database)
    {
        await using var host = await EntryApiHost.StartAsync(database, servers);

        var orderId = await host.PlaceOrder();

        var command = host.Others.Received<SubmitOrder>().ShouldHaveSingleItem();
        command.OrderId.ShouldBe(orderId);
        command.CustomerId.ShouldBe("c-1");
        command.Email.ShouldBe("ada@example.com");
        command.PaymentToken.ShouldBe("tok_accepted");
        command.Lines.Select(line => (line.Sku, line.Quantity)).ShouldBe([("TEA-1", 2), ("CUP-1", 1)]);
        command.ShipTo.ShouldBe(
            new()
            {
                Name = "Ada",
                Street = "Main Street 1",
                City = "Berlin",
                PostalCode = "10115",
                Country = "DE",
            }
        );
        command.SubmittedAt.ShouldBe(
            DateTimeOffset.Parse((await host.GetOrder(orderId))["submittedAt"]!.ToString(), null)
        );
    }
}
