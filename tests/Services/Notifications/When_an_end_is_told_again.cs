using EventDriven.Notifications.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.Notifications;

public sealed class When_an_end_is_told_again(Servers servers)
{
    private readonly Guid _orderId = Guid.NewGuid();

    [Theory]
    [InlineData(DatabaseKind.Postgres)]
    [InlineData(DatabaseKind.Sqlite)]
    public async Task The_customer_gets_one_mail(DatabaseKind database)
    {
        await using var smtp = new FakeSmtpServer();
        await using var host = await NotificationsHost.Start(servers, database, smtp.Settings);

        await host.Deliver(OrderEmail.Of(AnEnd.Completed(_orderId)));
        await host.Deliver(OrderEmail.Of(AnEnd.Completed(_orderId)));

        smtp.Mails.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(DatabaseKind.Postgres)]
    [InlineData(DatabaseKind.Sqlite)]
    public async Task By_many_copies_at_once_the_customer_gets_one_mail(DatabaseKind database)
    {
        await using var smtp = new FakeSmtpServer();
        await using var host = await NotificationsHost.Start(servers, database, smtp.Settings);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.Deliver(OrderEmail.Of(AnEnd.Completed(_orderId)))));

        smtp.Mails.Count.ShouldBe(1);
        (await host.Done(_orderId)).Outcome.ShouldBe(OrderNotifier.Sent);
    }

    [Theory]
    [InlineData(DatabaseKind.Postgres)]
    [InlineData(DatabaseKind.Sqlite)]
    public async Task After_a_copy_was_killed_while_it_sent_the_next_goes_on(DatabaseKind database)
    {
        await using var smtp = new FakeSmtpServer();
        await using var host = await NotificationsHost.Start(servers, database, smtp.Settings);
        var email = OrderEmail.Of(AnEnd.Completed(_orderId));
        await host.BeKilledWhileSending(email, lease: TimeSpan.FromSeconds(1));

        await host.Deliver(email);

        smtp.Mails.Count.ShouldBe(1);
        (await host.Done(_orderId)).Outcome.ShouldBe(OrderNotifier.Sent);
    }

    [Fact]
    public async Task A_second_end_of_the_same_order_is_not_told()
    {
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite);
        await host.Tell(AnEnd.Completed(_orderId), _orderId, Guid.NewGuid());

        await host.Deliver(OrderEmail.Of(AnEnd.Cancelled(_orderId)));

        (await host.MailAbout(_orderId)).Subject!.ShouldContain("is on its way");
        host.Files.ShouldBe([$"{_orderId}.eml"], "one mail an order, and nothing unfinished beside it");
    }

    [Fact]
    public async Task After_a_failure_the_same_message_is_sent_at_last()
    {
        await using var smtp = new FakeSmtpServer { FailuresFirst = 2 };
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite, smtp.Settings);

        var done = await host.Tell(AnEnd.Completed(_orderId), _orderId, Guid.NewGuid());

        done.Outcome.ShouldBe(OrderNotifier.Sent);
        smtp.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_mail_whose_acceptance_is_in_doubt_is_sent_again_under_the_same_Message_ID()
    {
        await using var smtp = new FakeSmtpServer { RepliesLostFirst = 1 };
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite, smtp.Settings);

        var done = await host.Tell(AnEnd.Completed(_orderId), _orderId, Guid.NewGuid());

        done.Outcome.ShouldBe(OrderNotifier.Sent);
        var id = $"order-{_orderId}@example.com";
        smtp.Mails.Select(mail => mail.Message.MessageId).ShouldBe([id, id]);
    }
}
