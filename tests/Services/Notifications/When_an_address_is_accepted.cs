using EventDriven.Notifications.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using MimeKit;
using Shouldly;

namespace EventDriven.Services.Tests.Notifications;

/// <summary>The API accepts an order by the same rule, so each address that it accepts must get its mail.</summary>
public sealed class When_an_address_is_accepted(Servers servers)
{
    [Theory]
    [InlineData("ada@example.com")]
    [InlineData("ada.b+shop@mail.example.co.uk")]
    [InlineData("o'brien!#$%&*/=?^_`{|}~-@example.com")]
    [InlineData("1@1.xn--p1ai")]
    public async Task Mail_is_sent_to_it(string address)
    {
        await using var smtp = new FakeSmtpServer();
        await using var host = await NotificationsHost.Start(servers, DatabaseKind.Sqlite, smtp.Settings);
        var orderId = Guid.NewGuid();

        await host.Tell(AnEnd.Completed(orderId, address), orderId, Guid.NewGuid());

        EmailAddress.IsValid(address).ShouldBeTrue();
        smtp.Mails.ShouldHaveSingleItem().Recipients.ShouldHaveSingleItem().ShouldContain($"<{address}>");
    }

    [Theory]
    [InlineData("ada..b@example.com")]
    [InlineData(".ada@example.com")]
    [InlineData("ada.@example.com")]
    [InlineData("ada@example..com")]
    [InlineData("ada@example.com.")]
    [InlineData("ada@-example.com")]
    [InlineData("ada@example-.com")]
    [InlineData("ada@exa_mple.com")]
    [InlineData("ada@localhost")]
    [InlineData("ada@127.0.0.1")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("\"ada b\"@example.com")]
    [InlineData("ada@example.com\n")]
    [InlineData(" ada@example.com")]
    [InlineData("ada@bücher.example")]
    [InlineData("a123456789b123456789c123456789d123456789e123456789f123456789g1234@example.com")]
    public void One_that_mail_servers_may_refuse_is_none(string address) =>
        EmailAddress.IsValid(address).ShouldBeFalse();

    [Fact]
    public void The_mail_library_reads_it_as_the_same_address()
    {
        const string Alphabet = "ab1.-_+'\"@@<>(),;: \\[]ä\n\0";
        const int Accepted = 500;
        var random = new Random(1);

        // A part is redrawn until it fits into an address, because few random texts do.
        for (var accepted = 0; accepted < Accepted; )
        {
            var local = Text(part => $"{part}@b.ab");
            var address = $"{local}@{Text(part => $"a@{part}.ab")}.{Text(part => $"a@b.{part}")}";
            if (!EmailAddress.IsValid(address))
                continue;
            accepted++;
            MailboxAddress.TryParse(address, out var mailbox).ShouldBeTrue(address);
            mailbox.GetAddress(idnEncode: true).ShouldBe(address);
        }

        string Text(Func<string, string> address)
        {
            while (true)
            {
                var text = new string(random.GetItems<char>(Alphabet, random.Next(1, 5)));
                if (EmailAddress.IsValid(address(text)))
                    return text;
            }
        }
    }
}
