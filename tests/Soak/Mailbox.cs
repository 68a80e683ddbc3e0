using System.Text.RegularExpressions;
using EventDriven.TestServers;

namespace EventDriven.Soak;

/// <summary>
/// Keeps the mails that a server has received, one file for each order: a process that is killed between sending a mail
/// and recording it sends a second copy with the same Message-ID, which names the order.
/// </summary>
internal sealed partial class Mailbox(FakeSmtpServer smtp) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("event-driven-soak-mail-");

    public string Folder => _folder.FullName;

    /// <summary>How many mails were copies of an earlier one.</summary>
    public int Copies { get; private set; }

    /// <summary>Takes what has been received since the last time.</summary>
    public void Empty()
    {
        smtp.Commands.Clear();
        while (smtp.Mails.TryDequeue(out var mail))
        {
            var file = Path.Combine(Folder, $"{OrderId().Match(mail.Text).Groups[1].Value}.eml");
            if (File.Exists(file))
                Copies++;
            File.WriteAllText(file, mail.Text);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [GeneratedRegex("^Message-Id:\\s*<order-([0-9a-f-]+)@", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex OrderId();
}
