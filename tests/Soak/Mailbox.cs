using EventDriven.Services.Tests.Notifications;

namespace EventDriven.Soak;

/// <summary>
/// Keeps the mails that a server has received, one file for each Message-ID: a process that is killed between sending a
/// mail and recording it sends a second copy with the same id.
/// </summary>
internal sealed class Mailbox(FakeSmtpServer smtp) : IDisposable
{
    private const string IdBegins = "order-";

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
            var id = mail.Message.MessageId!;
            var order = id[IdBegins.Length..id.IndexOf('@', StringComparison.Ordinal)];
            var file = Path.Combine(Folder, $"{order}.eml");
            if (File.Exists(file))
                Copies++;
            mail.Message.WriteTo(file);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
