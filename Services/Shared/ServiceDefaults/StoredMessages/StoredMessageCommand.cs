using System.Data.Common;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>The operator's command line: which messages are set aside, and to have them tried again.</summary>
internal sealed class StoredMessageCommand(
    IReadOnlyList<IStoredMessages> databases,
    IEnumerable<string> otherUsage,
    TextWriter output,
    TextWriter errors
)
{
    /// <summary>Lists the messages that are set aside.</summary>
    public const string List = "set-aside";

    /// <summary>Puts one of them, or all, back.</summary>
    public const string PutBack = "put-back";

    private const int Done = 0;
    private const int Failed = 1;
    private const int Misused = 2;

    private const string Usage = $"""
          {List}                    list the messages that could not be sent and are not tried any more, with the reason
          {PutBack} MESSAGE-ID | all    have one of them, or all, tried again
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">
    /// The command and what belongs to it; settings (<c>--Name=value</c>) are passed over.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The exit code: 0 done, 1 failed or nothing found under the id, 2 not understood.</returns>
    public async Task<int> Run(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        try
        {
            return arguments.Where(argument => !argument.StartsWith('-')).ToArray() switch
            {
                [List] => await ListAll(cancellationToken),
                [PutBack, "all"] => await PutAllBack(cancellationToken),
                [PutBack, var id] when Guid.TryParse(id, out var messageId) => await PutOneBack(
                    messageId,
                    cancellationToken
                ),
                [PutBack, var id] => await Refuse($"'{id}' is not a message's id."),
                [PutBack] => await Refuse($"{PutBack} needs a message's id, or all."),
                var unknown => await Refuse($"'{string.Join(' ', unknown)}' is not known here."),
            };
        }
        catch (Exception exception)
            when (exception.GetBaseException() is DbException or SocketException or TimeoutException or IOException)
        {
            await errors.WriteLineAsync($"The database cannot be asked: {exception.GetBaseException().Message}");
            return Failed;
        }
    }

    private async Task<int> Refuse(string why)
    {
        await errors.WriteLineAsync(
            $"{why} There are:{Environment.NewLine}{string.Join(Environment.NewLine, [Usage, .. otherUsage])}"
        );
        return Misused;
    }

    private async Task<int> ListAll(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var database in databases)
        {
            foreach (var message in await database.SetAside(cancellationToken))
            {
                await output.WriteLineAsync(Describe(database.Database, message));
                count++;
            }
        }

        await output.WriteLineAsync(
            count == 0
                ? "No message is set aside."
                : $"{Messages(count)} set aside. When the reason is gone: {PutBack} MESSAGE-ID, or {PutBack} all."
        );
        return Done;
    }

    private async Task<int> PutAllBack(CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var database in databases)
            count += await database.PutBack(null, cancellationToken);
        await output.WriteLineAsync(
            count == 0 ? "No message is set aside." : $"{Messages(count)} put back, to be sent within seconds."
        );
        return Done;
    }

    private async Task<int> PutOneBack(Guid messageId, CancellationToken cancellationToken)
    {
        var count = 0;
        foreach (var database in databases)
            count += await database.PutBack(messageId, cancellationToken);
        if (count == 0)
        {
            await errors.WriteLineAsync(
                $"No message {messageId} is set aside in {string.Join(", ", databases.Select(database => database.Database))}."
            );
            return Failed;
        }

        await output.WriteLineAsync($"{Messages(count)} put back, to be sent within seconds.");
        return Done;
    }

    private static string Messages(int count) => count == 1 ? "1 message is" : $"{count} messages are";

    private static string Describe(string database, SetAsideMessage message)
    {
        var what = message.Kind == StoredMessageKind.Outbox ? "sent" : "due";
        return new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"message      {message.MessageId}")
            .AppendLine(CultureInfo.InvariantCulture, $"type         {message.Type.Split(';')[0]}")
            .AppendLine(CultureInfo.InvariantCulture, $"to           {message.Destination}")
            .AppendLine(
                CultureInfo.InvariantCulture,
                $"database     {database}, {message.Kind.ToString().ToLowerInvariant()}"
            )
            .AppendLine(CultureInfo.InvariantCulture, $"{what, -4}         {message.Since:yyyy-MM-dd HH:mm:ss} UTC")
            .AppendLine(CultureInfo.InvariantCulture, $"tries        {message.Tries}")
            .AppendLine(CultureInfo.InvariantCulture, $"reason       {message.Reason}")
            .ToString();
    }
}
