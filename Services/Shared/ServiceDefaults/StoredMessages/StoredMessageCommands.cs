using System.CommandLine;
using System.CommandLine.Parsing;
using System.Data.Common;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>The operator's commands for stored messages that are no longer tried.</summary>
public static class StoredMessageCommands
{
    internal const string List = "set-aside";

    internal const string PutBack = "put-back";

    private const int Done = 0;
    private const int Failed = 1;
    private const string All = "all";

    private static readonly Argument<string> MessageId = new("MESSAGE-ID")
    {
        HelpName = $"MESSAGE-ID|{All}",
        Description = "The message's id as the list shows it, or all.",
        Validators = { RequireIdOrAll },
    };

    /// <summary>
    /// The commands open the databases of the services, and start neither a bus nor a server. Exit code 1: the database
    /// does not answer, or no such message is set aside.
    /// </summary>
    public static IReadOnlyList<Command> Create(
        Func<ParseResult, WebApplicationBuilder> host,
        params IServiceModule[] modules
    )
    {
        var list = new Command(List, "List the messages that are no longer tried, with the reason.");
        list.SetAction(parsed => Run(parsed, ListAll));
        var putBack = new Command(PutBack, "Have one of these messages, or all of them, tried again.") { MessageId };
        putBack.SetAction(parsed => Run(parsed, PutMessagesBack));
        return [list, putBack];

        async Task<int> Run(ParseResult parsed, Func<ParseResult, IReadOnlyList<MessageStore>, Task<int>> command)
        {
            var configuration = host(parsed).Configuration;
            var services = new ServiceCollection();
            services.AddSingleton<IConfiguration>(configuration).AddSingleton(TimeProvider.System).AddLogging();
            foreach (var module in modules)
                module.AddServices(services, configuration);

            await using var provider = services.BuildServiceProvider();
            try
            {
                return await command(parsed, [.. provider.GetServices<MessageStore>()]);
            }
            catch (Exception exception)
                when (exception.GetBaseException() is DbException or SocketException or TimeoutException or IOException)
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(
                    $"The database does not answer: {exception.GetBaseException().Message}"
                );
                return Failed;
            }
        }
    }

    private static void RequireIdOrAll(ArgumentResult result)
    {
        if (result.Tokens is [var token] && token.Value != All && !Guid.TryParse(token.Value, out _))
            result.AddError($"'{token.Value}' is not a message's id.");
    }

    private static async Task<int> ListAll(ParseResult parsed, IReadOnlyList<MessageStore> databases)
    {
        var output = parsed.InvocationConfiguration.Output;
        var count = 0;
        foreach (var database in databases)
        {
            foreach (var message in await database.SetAside(CancellationToken.None))
            {
                await output.WriteLineAsync(Describe(database.Database, message));
                count++;
            }
        }

        await output.WriteLineAsync(
            count == 0
                ? "No message is set aside."
                : $"{Messages(count)} set aside. "
                    + $"When the reason no longer applies: {PutBack} MESSAGE-ID, or {PutBack} {All}."
        );
        return Done;
    }

    private static async Task<int> PutMessagesBack(ParseResult parsed, IReadOnlyList<MessageStore> databases)
    {
        var text = parsed.GetRequiredValue(MessageId);
        Guid? id = text == All ? null : Guid.Parse(text);
        var count = 0;
        foreach (var database in databases)
            count += await database.PutBack(id, CancellationToken.None);
        if (count == 0 && id is not null)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                $"No message {id} is set aside in {string.Join(", ", databases.Select(database => database.Database))}."
            );
            return Failed;
        }

        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            count == 0 ? "No message is set aside." : $"{Messages(count)} put back and will be sent within seconds."
        );
        return Done;
    }

    private static string Messages(int count) => count == 1 ? "1 message is" : $"{count} messages are";

    private static string Describe(string database, SetAsideMessage message)
    {
        var since = message.Kind == MessageStore.Outbox ? "sent" : "due";
        return FormattableString.Invariant(
            $"""
            message      {message.MessageId}
            type         {message.Type.Split(';')[0]}
            to           {message.Destination}
            database     {database}, {message.Kind}
            {since, -12} {message.Since:yyyy-MM-dd HH:mm:ss} UTC
            tries        {message.Tries}
            reason       {message.Reason}

            """
        );
    }
}
