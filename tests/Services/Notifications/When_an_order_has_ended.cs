using EventDriven.Notifications.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.Notifications;

public sealed class When_an_order_has_ended(Servers servers)
{
    private readonly Guid _orderId = Guid.NewGuid();

    [Theory]
    [InlineData(DatabaseKind.Postgres)]
    [InlineData(DatabaseKind.Sqlite)]
    public async Task Its_completion_is_told_with_total_and_tracking_number(DatabaseKind database)
    {
        await using var host = await NotificationsHost.Start(servers, database);

        var done = await host.Tell(AnEnd.Completed(_orderId), _orderId, Guid.NewGuid());

        done.Outcome.ShouldBe(OrderNotifier.Sent);
        var mail = await host.MailAbout(_orderId);
        mail.From.ToString().ShouldBe("orders@shop.example");
        mail.To.ToString().ShouldBe("ada@example.com");
        mail.Subject!.ShouldBe($"Your order {_orderId} is on its way");
        mail.Date.ShouldBe(new DateTimeOffset(2026, 3, 9, 8, 7, 6, TimeSpan.Zero));
        mail.MessageId.ShouldBe($"order-{_orderId}@shop.example");
        mail.TextBody!.ShouldBe(
            $"""
            Hello c-1,

            your order {_orderId} is paid and on its way.

            You have paid: 59.80 EUR.

            Tracking number: TRACK-4711.

            """.ReplaceLineEndings()
        );
    }

    [Fact]
    public async Task Its_rejection_is_told_with_the_reason_and_what_becomes_of_the_money()
    {
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite);

        await host.Tell(AnEnd.Rejected(_orderId), _orderId, Guid.NewGuid());

        var mail = (await host.MailAbout(_orderId)).TextBody!;
        mail.ShouldContain("The reason: The card was declined.");
        mail.ShouldContain("You do not pay the total of 59.80 EUR");
    }

    [Fact]
    public async Task Its_cancellation_is_told_with_the_customers_own_reason()
    {
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite);

        await host.Tell(AnEnd.Cancelled(_orderId), _orderId, Guid.NewGuid());

        var mail = (await host.MailAbout(_orderId)).TextBody!;
        mail.ShouldContain("is cancelled.");
        mail.ShouldContain("The reason: Changed my mind.");
        mail.ShouldContain("You pay nothing.");
    }
}
