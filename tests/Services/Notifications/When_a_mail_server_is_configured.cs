using EventDriven.Notifications.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace EventDriven.Services.Tests.Notifications;

public sealed class When_a_mail_server_is_configured(Servers servers)
{
    private readonly Guid _orderId = Guid.NewGuid();

    [Fact]
    public async Task The_mail_goes_there_and_not_to_the_folder()
    {
        await using var smtp = new FakeSmtpServer();
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite, smtp.Settings);

        await host.Tell(AnEnd.Rejected(_orderId, reason: "Zahlung über Bank abgelehnt."), _orderId, Guid.NewGuid());

        var mail = smtp.Mails.ShouldHaveSingleItem();
        mail.Sender.ShouldContain("<shop@example.com>");
        mail.Recipients.ShouldHaveSingleItem().ShouldContain("<ada@example.com>");
        mail.Headers["Message-ID"]
            .ShouldBe($"<order-{_orderId}@example.com>", "a copy sent after a crash is known by it");
        mail.Headers["Subject"].ShouldContain(_orderId.ToString());
        mail.Text.ShouldContain("The reason: Zahlung über Bank abgelehnt.");
        host.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recipient_that_it_refuses_for_good_is_given_up()
    {
        await using var smtp = new FakeSmtpServer { RefusesRecipients = true };
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite, smtp.Settings);

        var done = await host.Tell(AnEnd.Completed(_orderId), _orderId, Guid.NewGuid());

        done.Status.ShouldBe(NotificationStatus.Undeliverable);
        smtp.Mails.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_says_nothing_is_not_waited_for_but_asked_again()
    {
        await using var smtp = new FakeSmtpServer { SilentFirst = 1 };
        await using var host = await NotificationsHost.Start(
            servers,
            DatabaseKind.Sqlite,
            [.. smtp.Settings, ("Smtp:Timeout", "00:00:01")]
        );

        var done = await host.Tell(AnEnd.Completed(_orderId), _orderId, Guid.NewGuid());

        done.Status.ShouldBe(NotificationStatus.Sent);
        smtp.Mails.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("Smtp:Timeout", "soon")]
    [InlineData("Smtp:Timeout", "00:00:00")]
    [InlineData("Smtp:From", null)]
    [InlineData("Smtp:From", "nobody")]
    [InlineData("Smtp:Port", "mail")]
    [InlineData("Smtp:Port", "70000")]
    [InlineData("Smtp:Tls", "perhaps")]
    public void A_wrong_setting_is_named_at_the_start(string setting, string? value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Smtp:Host"] = "mail.example.com",
                    ["Smtp:From"] = "shop@example.com",
                    [setting] = value,
                }
            )
            .Build();

        Should.Throw<StartRefusedException>(() => MailSettings.Read(configuration)).Message.ShouldContain(setting);
    }

    [Fact]
    public void A_password_goes_over_an_encrypted_connection_unless_told_otherwise()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                new Dictionary<string, string?>
                {
                    ["Smtp:Host"] = "mail.example.com",
                    ["Smtp:From"] = "shop@example.com",
                    ["Smtp:UserName"] = "shop",
                }
            )
            .Build();

        MailSettings.Read(configuration).Tls.ShouldBeTrue();
    }
}
