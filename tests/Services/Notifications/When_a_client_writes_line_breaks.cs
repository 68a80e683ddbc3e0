using System.Text;
using EventDriven.Notifications.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.Notifications;

public sealed class When_a_client_writes_line_breaks(Servers servers)
{
    private readonly Guid _orderId = Guid.NewGuid();

    [Fact]
    public async Task A_name_or_a_reason_adds_no_header_and_no_paragraph()
    {
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite);

        await host.Tell(
            AnEnd.Rejected(
                _orderId,
                customer: "Eve\r\nBcc: all@example.com",
                reason: "none\r\n\r\nYou have won.\u2028Click here"
            ),
            _orderId,
            Guid.NewGuid()
        );

        var mail = await host.MailAbout(_orderId);
        mail.Bcc.ShouldBeEmpty();
        var lines = mail.TextBody!.Split('\n');
        lines.ShouldNotContain(line => line.StartsWith("You have won", StringComparison.Ordinal));
        lines.ShouldContain("Hello Eve  Bcc: all@example.com,");
    }

    [Theory]
    [InlineData("ada@example.com\r\nBcc: all@example.com")]
    [InlineData("Ada <ada@example.com>")]
    [InlineData("ada@example.com, eve@example.com")]
    [InlineData("ädä@example.com")]
    [InlineData("nobody")]
    [InlineData("")]
    public async Task An_address_that_is_not_just_one_gets_no_mail(string email)
    {
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite);

        var done = await host.Tell(AnEnd.Completed(_orderId, email), _orderId, Guid.NewGuid());

        done.Outcome.ShouldBe(OrderNotifier.Undeliverable);
        host.Files.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reason_without_end_is_broken_into_lines_that_mail_allows()
    {
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite);

        var reason = $"{new string('x', 3_000)} {string.Join(' ', Enumerable.Repeat("wörd", 500))}";

        await host.Tell(AnEnd.Rejected(_orderId, reason), _orderId, Guid.NewGuid());

        // RFC 5322, section 2.1.1, counts bytes.
        var file = await File.ReadAllTextAsync(
            host.PathOfMail(_orderId),
            Encoding.Latin1,
            TestContext.Current.CancellationToken
        );
        file.Split("\r\n").ShouldAllBe(line => line.Length <= 998);
        (await host.MailAbout(_orderId)).TextBody!.ShouldContain(reason);
    }
}
