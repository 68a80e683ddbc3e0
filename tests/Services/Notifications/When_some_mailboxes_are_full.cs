using EventDriven.Notifications.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Notifications;

public sealed class When_some_mailboxes_are_full(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Postgres)]
    [InlineData(DatabaseKind.Sqlite)]
    public async Task Other_customers_are_told_meanwhile_and_these_later(DatabaseKind database)
    {
        await using var smtp = new FakeSmtpServer { MailboxesAreFull = true };
        await using var host = await NotificationsHost.Start(servers, database, smtp.Settings);
        // More than the queue has slots.
        Guid[] full = [.. Enumerable.Range(0, 40).Select(_ => Guid.NewGuid())];
        Guid[] others = [.. Enumerable.Range(0, 10).Select(_ => Guid.NewGuid())];

        foreach (var order in full)
            await host.Publish(AnEnd.Completed(order, "full@example.com"), Guid.NewGuid());
        await Eventually.Holds(
            () => smtp.Commands.Count(command => command.Contains("<full@", StringComparison.Ordinal)) > 32,
            "the full mailboxes were tried"
        );
        foreach (var order in others)
            await host.Publish(AnEnd.Completed(order), Guid.NewGuid());

        foreach (var order in others)
            (await host.Done(order)).Outcome.ShouldBe(OrderNotifier.Sent);
        smtp.Mails.Count.ShouldBe(others.Length);

        smtp.MailboxesAreFull = false;
        foreach (var order in full)
            (await host.Done(order)).Outcome.ShouldBe(OrderNotifier.Sent);
        smtp.Mails.Count.ShouldBe(others.Length + full.Length);
    }

    [Fact]
    public async Task They_are_told_also_when_the_database_dies_meanwhile()
    {
        await using var smtp = new FakeSmtpServer { MailboxesAreFull = true };
        await using var database = await servers.CreateDatabaseAsync("notifications", Cancel);
        var behind = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await using var proxy = new TcpProxy(behind.Host!, behind.Port);
        proxy.Open();
        (behind.Host, behind.Port) = ("127.0.0.1", proxy.Port);
        await using var host = await NotificationsHost.Start(
            servers,
            DatabaseKind.Postgres,
            [.. smtp.Settings, ("ConnectionStrings:Notifications", behind.ConnectionString)]
        );
        var closed = new TaskCompletionSource();
        smtp.OnRecipient = () =>
        {
            proxy.Close();
            closed.TrySetResult();
        };
        var order = Guid.NewGuid();

        // The message cannot be stored for later.
        await host.Publish(AnEnd.Completed(order, "full@example.com"), Guid.NewGuid());
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        smtp.OnRecipient = null;
        smtp.MailboxesAreFull = false;
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        proxy.Open();

        (await host.Done(order)).Outcome.ShouldBe(OrderNotifier.Sent);
    }
}
