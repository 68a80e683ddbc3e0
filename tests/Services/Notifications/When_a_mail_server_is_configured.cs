using System.Text;
using EventDriven.Notifications.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using MailKit.Net.Smtp;
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
        mail.Message.MessageId.ShouldBe($"order-{_orderId}@example.com", "a copy sent after a crash is known by it");
        mail.Message.Subject!.ShouldContain(_orderId.ToString());
        mail.Message.TextBody!.ShouldContain("The reason: Zahlung über Bank abgelehnt.");
        host.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_recipient_that_it_refuses_for_good_is_given_up()
    {
        await using var smtp = new FakeSmtpServer { Replies = { ["RCPT"] = "550 no such mailbox" } };
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite, smtp.Settings);

        var done = await host.Tell(AnEnd.Completed(_orderId), _orderId, Guid.NewGuid());

        done.Outcome.ShouldBe(OrderNotifier.Undeliverable);
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

        done.Outcome.ShouldBe(OrderNotifier.Sent);
        smtp.Mails.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("", "421 too busy")]
    [InlineData("", "")]
    [InlineData("MAIL", "451 try later")]
    [InlineData("RCPT", "450 4.2.0 <ada@example.com>: greylisted")]
    [InlineData("RCPT", "452 mailbox full")]
    [InlineData("RCPT", "")]
    [InlineData("DATA", "454 not now")]
    [InlineData(".", "454 not now")]
    [InlineData(".", "")]
    public async Task A_temporary_reply_or_a_broken_connection_is_transient(string command, string reply)
    {
        await using var smtp = new FakeSmtpServer { Replies = { [command] = reply } };

        var failure = await Should.ThrowAsync<RemotePartyUnavailableException>(Send(smtp));

        TransientErrors.ClassOf(failure).ShouldBe(ErrorClass.Message);
        failure.ToString().ShouldNotContain("@example.com", customMessage: "exceptions are logged and traced");
    }

    [Theory]
    [InlineData("MAIL", "550 not from you")]
    [InlineData("RCPT", "550 5.1.1 <ada@example.com>: no such mailbox")]
    [InlineData(".", "554 <ada@example.com> gets no spam")]
    public async Task A_permanent_reply_is_an_error(string command, string reply)
    {
        await using var smtp = new FakeSmtpServer { Replies = { [command] = reply } };

        var failure = await Send(smtp).ShouldThrowAsync<Exception>();

        TransientErrors.ClassOf(failure).ShouldBe(ErrorClass.Permanent);
        failure.Message.ShouldContain(reply[..3]);
        failure.ToString().ShouldNotContain("@example.com", customMessage: "exceptions are logged and traced");
    }

    [Fact]
    public async Task A_mail_that_was_accepted_is_sent_although_the_server_does_not_say_goodbye()
    {
        await using var smtp = new FakeSmtpServer { Replies = { ["QUIT"] = "" } };

        await Send(smtp);

        smtp.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task It_gets_the_user_name_and_the_password()
    {
        await using var smtp = new FakeSmtpServer
        {
            Replies = { ["EHLO"] = "250-fake\r\n250 AUTH PLAIN", ["AUTH"] = "235 welcome" },
        };

        await Send(smtp, ("Smtp:UserName", "shop"), ("Smtp:Password", "secret"), ("Smtp:Tls", "false"));

        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes("\0shop\0secret"));
        smtp.Commands.ShouldContain($"AUTH PLAIN {credentials}");
        smtp.Mails.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_the_encryption_that_is_required_it_gets_nothing()
    {
        await using var smtp = new FakeSmtpServer();

        await Should.ThrowAsync<NotSupportedException>(Send(smtp, ("Smtp:Tls", "true")));

        smtp.Commands.ShouldHaveSingleItem().ShouldStartWith("EHLO");
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

    private Task Send(FakeSmtpServer smtp, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                smtp.Settings.Concat(settings).ToDictionary(setting => setting.Key, setting => (string?)setting.Value)
            )
            .Build();
        var read = MailSettings.Read(configuration);
        return new SmtpSender(read).Send(
            _orderId,
            OrderEmail.Of(AnEnd.Completed(_orderId)).ToMime(read.From),
            TestContext.Current.CancellationToken
        );
    }
}
