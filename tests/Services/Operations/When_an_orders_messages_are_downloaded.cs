using System.Net;
using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_an_orders_messages_are_downloaded(Servers servers, SharedHosts hosts)
    : IClassFixture<SharedHosts>
{
    private readonly Guid _orderId = Guid.NewGuid();

    private string Path => $"/console/orders/{_orderId}/messages.json";

    [Theory]
    [InlineData("Postgres")]
    [InlineData("Sqlite")]
    public async Task Each_has_its_outcome_and_no_personal_data(string database)
    {
        await using var console = await OrdersConsole.StartAsync(database, servers);
        await console.Hears(Cancelled());

        using var response = await console.Operator.GetAsync(Path, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        foreach (var personal in new[] { "Ada", "Main Street", "@", "tok_", "\"c-1\"", "auth-7" })
            text.ShouldNotContain(personal, Case.Sensitive);
        var life = JsonNode.Parse(text)!;
        life["machineVersion"]!.GetValue<int>().ShouldBe(1);
        life["missing"]!.AsArray().ShouldBeEmpty();
        life["lines"]!.ToJsonString().ShouldBe("""[{"sku":"LAMP-1","quantity":2}]""");
        life["entries"]!.AsArray().Select(entry => entry!["sequence"]!.GetValue<int>()).ShouldBe([1, 2, 3, 4]);
        life["entries"]![1]!["message"]!
            .ToJsonString()
            .ShouldBe($$"""{"total":{"amount":"59.80","currency":"EUR"},"orderId":"{{_orderId}}"}""");
        JsonNode
            .DeepEquals(
                life["entries"]![3],
                JsonNode.Parse(
                    $$"""
                    {
                      "sequence": 4, "event": "CancelOrder", "from": "AwaitingReview", "state": "Compensating",
                      "message": { "orderId": "{{_orderId}}", "reason": "••••••" },
                      "step": "VoidPayment", "attempt": 1, "maxAttempts": 5, "undo": "VoidPayment ReleaseStock"
                    }
                    """
                )
            )
            .ShouldBeTrue(life["entries"]![3]!.ToJsonString());
    }

    [Fact]
    public async Task Entries_that_are_missing_or_have_no_message_are_named()
    {
        var console = await hosts.Orders();
        OrderStatusChanged[] life = Cancelled();
        await console.Hears(life[0], life[1] with { Message = null }, life[3]);

        var page = await console.Operator.GetStringAsync(Path, TestContext.Current.CancellationToken);

        JsonNode.Parse(page)!["missing"]!.ToJsonString().ShouldBe("[2,3]");
    }

    [Fact]
    public async Task The_orders_page_has_a_link()
    {
        var console = await hosts.Orders();
        await console.Hears(Cancelled());

        (await console.Get($"/console/orders/{_orderId}")).Html.ShouldContain($"href=\"{Path}\"");
    }

    [Fact]
    public async Task It_takes_a_sign_in_as_the_page_does()
    {
        var console = await hosts.Orders();
        await console.Hears(Cancelled());

        using var page = await console.Stranger.GetAsync(
            $"/console/orders/{_orderId}",
            TestContext.Current.CancellationToken
        );
        using var response = await console.Stranger.GetAsync(Path, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        response.StatusCode.ShouldBe(page.StatusCode);
        response.Headers.Location!.AbsolutePath.ShouldBe(page.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task An_unknown_order_has_none()
    {
        var console = await hosts.Orders();

        using var response = await console.Operator.GetAsync(Path, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private OrderStatusChanged[] Cancelled()
    {
        var before = Told.AwaitingReview(_orderId);
        var cancelled = Told.Entry(
            _orderId,
            4,
            "AwaitingReview",
            "CancelOrder",
            "Compensating",
            "VoidPayment",
            undo: ["VoidPayment", "ReleaseStock"]
        );
        return
        [
            before[0],
            before[1] with
            {
                Message = $$"""{"total":{"amount":"59.80","currency":"EUR"},"orderId":"{{_orderId}}"}""",
            },
            before[2] with
            {
                Message = $$"""{"orderId":"{{_orderId}}","authorisationId":"auth-7","reason":"Ada is new"}""",
            },
            cancelled with
            {
                Message = $$"""
                    {"orderId":"{{_orderId}}","reason":"Ada, Main Street 1, ada@example.com, paid with tok_accepted"}
                    """,
                Pending = cancelled.Pending! with { MaxAttempts = 5 },
            },
        ];
    }
}
