using System.Net;
using EventDriven.EntryApi;
using EventDriven.EntryApi.Domain;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_personal_data_are_asked_for(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private const string Mail = "ada@example.com";
    private const string Street = "Main Street 1";

    private readonly Guid _orderId = Guid.NewGuid();

    [Fact]
    public async Task They_are_hidden_until_then()
    {
        var console = await Console();

        var page = await console.Get(Path);

        (
            page.Html.Contains(Mail, StringComparison.Ordinal),
            page.Html.Contains(Street, StringComparison.Ordinal)
        ).ShouldBe((false, false));
    }

    [Fact]
    public async Task They_are_shown_on_that_answer_alone_which_nobody_may_keep()
    {
        var console = await Console();

        var answer = await Ask(console, "The customer is on the phone.");

        answer.Text.ShouldContain(Mail);
        answer.Text.ShouldContain(Street);
        answer.CacheControl.ShouldContain("no-store");
        (await console.Get(Path)).Html.ShouldNotContain(Mail);
    }

    [Fact]
    public async Task Each_asking_is_kept_with_who_and_why()
    {
        var console = await Console();

        await Ask(console, "The customer is on the phone.");
        await Ask(console, "The parcel came back.");

        (await console.Actions(_orderId))
            .Select(action => (action.Operator, action.Action, action.Reason, action.Outcome))
            .ShouldBe(
                [
                    ("an-operator", "ShowCustomerData", "The customer is on the phone.", "Shown."),
                    ("an-operator", "ShowCustomerData", "The parcel came back.", "Shown."),
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task Without_a_reason_nothing_is_shown()
    {
        var console = await Console();

        var answer = await Ask(console, " ");

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Html.ShouldNotContain(Mail);
        (await console.Actions(_orderId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task An_order_that_the_entry_API_does_not_know_is_said_to_be_so()
    {
        var console = await hosts.OrdersBesideEntryApi();
        await console.Hears(Told.Reserving(_orderId));

        (await Ask(console, "Who is it?")).Text.ShouldContain("Not shown: the entry API does not know this order.");
    }

    [Fact]
    public async Task While_the_entry_API_is_away_it_is_said_and_the_asking_is_kept()
    {
        await using var console = await OrdersConsole.StartDistributedAsync(servers);
        await console.Hears(Told.Reserving(_orderId));

        var answer = await Ask(console, "Who is it?");

        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Text.ShouldContain("Not shown: the entry API did not answer.");
        (await console.Actions(_orderId)).ShouldHaveSingleItem().Outcome.ShouldStartWith("Not shown");
    }

    [Fact]
    public async Task While_the_broker_is_away_it_is_said()
    {
        await using var console = await OrdersConsole.StartWithAsync(
            new()
            {
                ["Transport"] = "RabbitMq",
                ["ConnectionStrings:RabbitMq"] = "amqp://nobody:nothing@127.0.0.1:1/none",
            }
        );
        await console.Hears(Told.Reserving(_orderId));

        (await Ask(console, "Who is it?")).Text.ShouldContain("Not shown: the broker does not answer");
    }

    private string Path => $"/console/orders/{_orderId}";

    private async Task<ConsolePage> Ask(OrdersConsole console, string reason) =>
        await console.Post(await console.Get(Path), $"{Path}?handler=Customer", ("Reason", reason));

    // With the entry API beside it, which has accepted the order.
    private async Task<OrdersConsole> Console()
    {
        var console = await hosts.OrdersBesideEntryApi();
        await console.In<EntryApiDbContext, int>(db =>
        {
            db.Orders.Add(
                new Order
                {
                    Id = _orderId,
                    CustomerId = "c-1",
                    Email = Mail,
                    ShipTo = new ShippingAddress("Ada", Street, "Berlin", "10115", "DE"),
                    SubmittedAt = Told.Submitted,
                    Lines =
                    [
                        new()
                        {
                            Number = 1,
                            Sku = "LAMP-1",
                            Quantity = 2,
                        },
                    ],
                }
            );
            return db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        await console.Hears(Told.Reserving(_orderId));
        return console;
    }
}
