using System.Globalization;
using EventDriven.ServiceDefaults;
using MimeKit;

namespace EventDriven.Notifications.Domain;

/// <summary>Mail is sent by SMTP if <c>Smtp:Host</c> is set, and otherwise written to <c>Mail:Folder</c>.</summary>
/// <param name="Host"><c>Smtp:Host</c>; null to write files.</param>
/// <param name="Port"><c>Smtp:Port</c>: 587 unless set.</param>
/// <param name="UserName"><c>Smtp:UserName</c>; null if the server requires none.</param>
/// <param name="Tls"><c>Smtp:Tls</c>: whether STARTTLS is required; unless set, true if there is a user name.</param>
/// <param name="Timeout"><c>Smtp:Timeout</c>, for one mail: 30 seconds unless set.</param>
/// <param name="Folder"><c>Mail:Folder</c>, or <c>mail</c> in the data directory.</param>
public sealed record MailSettings(
    string? Host,
    int Port,
    string? UserName,
    string? Password,
    bool Tls,
    TimeSpan Timeout,
    MailboxAddress From,
    string Folder
)
{
    private static readonly ParserOptions WithDomain = new() { AllowAddressesWithoutDomain = false };

    /// <exception cref="StartRefusedException">A setting is missing or invalid.</exception>
    public static MailSettings Read(IConfiguration configuration)
    {
        var smtp = configuration.GetSection("Smtp");
        var host = smtp["Host"] is { Length: > 0 } name ? name : null;
        var userName = smtp["UserName"] is { Length: > 0 } user ? user : null;

        // A file needs any sender to be valid mail. A server needs a real one.
        var from = smtp["From"]
            ?? (
                host is null
                    ? "orders@shop.example"
                    : throw new StartRefusedException("Smtp:Host is set: set Smtp:From, the sender's address, too.")
            );
        if (!MailboxAddress.TryParse(WithDomain, from, out var sender))
            throw new StartRefusedException($"Smtp:From is '{from}': it must be a mail address.");

        var port = smtp["Port"] ?? "587";
        if (
            !int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number is < 1 or > 65535
        )
            throw new StartRefusedException($"Smtp:Port is '{port}': it must be a port, such as 587.");

        var tls = userName is not null;
        if (smtp["Tls"] is { Length: > 0 } text && !bool.TryParse(text, out tls))
            throw new StartRefusedException($"Smtp:Tls is '{text}': it must be true or false.");

        var limit = smtp["Timeout"] ?? "00:00:30";
        if (!TimeSpan.TryParse(limit, CultureInfo.InvariantCulture, out var timeout) || timeout <= TimeSpan.Zero)
            throw new StartRefusedException(
                $"Smtp:Timeout is '{limit}': it must be a time above zero, such as 00:00:30."
            );

        var folder = configuration["Mail:Folder"] ?? Path.Combine(configuration.DataDirectory(), "mail");
        return new(host, number, userName, smtp["Password"], tls, timeout, sender, Path.GetFullPath(folder));
    }
}
