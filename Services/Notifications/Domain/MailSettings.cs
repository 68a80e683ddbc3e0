using System.Globalization;
using EventDriven.ServiceDefaults;
using MimeKit;

namespace EventDriven.Notifications.Domain;

/// <summary>
/// How mail leaves: by the settings <c>Smtp:*</c> when <c>Smtp:Host</c> is there, otherwise as files in
/// <c>Mail:Folder</c>.
/// </summary>
public sealed record MailSettings
{
    private static readonly ParserOptions WithDomain = new() { AllowAddressesWithoutDomain = false };

    /// <summary>The SMTP server, <c>Smtp:Host</c>; null to write files.</summary>
    public string? Host { get; init; }

    /// <summary><c>Smtp:Port</c>: 587 unless set.</summary>
    public int Port { get; init; } = 587;

    /// <summary><c>Smtp:UserName</c>; null when the server asks for none.</summary>
    public string? UserName { get; init; }

    /// <summary><c>Smtp:Password</c>.</summary>
    public string? Password { get; init; }

    /// <summary>
    /// <c>Smtp:Tls</c>: whether STARTTLS is demanded; unless set, exactly when there is a password to protect.
    /// </summary>
    public bool Tls { get; init; }

    /// <summary>How long the mail server may take for a mail, <c>Smtp:Timeout</c>: 30 seconds unless set.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The sender, <c>Smtp:From</c>.</summary>
    public required MailboxAddress From { get; init; }

    /// <summary>Where .eml files go: <c>Mail:Folder</c>, or <c>mail</c> in the data directory.</summary>
    public required string Folder { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="StartRefusedException">A setting is missing or is not what it should be.</exception>
    public static MailSettings Read(IConfiguration configuration)
    {
        var smtp = configuration.GetSection("Smtp");
        var host = smtp["Host"] is { Length: > 0 } name ? name : null;
        var userName = smtp["UserName"] is { Length: > 0 } user ? user : null;

        // Files need a sender to be valid mail, and nobody answers them; a real server needs a real one.
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

        var patience = smtp["Timeout"] ?? "00:00:30";
        if (!TimeSpan.TryParse(patience, CultureInfo.InvariantCulture, out var timeout) || timeout <= TimeSpan.Zero)
            throw new StartRefusedException(
                $"Smtp:Timeout is '{patience}': it must be a time above zero, such as 00:00:30."
            );

        return new MailSettings
        {
            Host = host,
            Port = number,
            UserName = userName,
            Password = smtp["Password"],
            Tls = tls,
            Timeout = timeout,
            From = sender,
            Folder = Path.GetFullPath(
                configuration["Mail:Folder"] ?? Path.Combine(configuration.DataDirectory(), "mail")
            ),
        };
    }
}
