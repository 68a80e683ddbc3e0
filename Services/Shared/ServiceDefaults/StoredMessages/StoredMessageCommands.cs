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
    internal const string List = "outbox list";

    internal const string Retry = "outbox retry";

    private const int Done = 0;
    private const int Failed = 1;
    private const string All = "all";

    private static readonly Argument<string> IdOrAll = new("MESSAGE-ID")
    {
        HelpName = $"MESSAGE-ID|{All}",
        Description = "The message's id as the list shows it, or all.",
        Validators = { RequireIdOrAll },
    };

    private static readonly Argument<Guid> Id = new("MESSAGE-ID") { Description = "As the list shows it." };

    /// <summary>
    /// The commands open the databases of the services, and start neither a bus nor a server. Exit code 1: the database
    /// does not answer, or no such message is set aside.
    /// </summary>
    public static Command Create(Func<ParseResult, WebApplicationBuilder> host, params IServiceModule[] modules)
    {
        return new Command("outbox", "List, retry or discard the messages that are no longer tried.")
        {
            Subcommand("list", "List them with the reason.", ListAll),
            Subcommand("retry", "Have one of them, or all, tried again.", RetryMessages, IdOrAll),
            Subcommand("discard", "Delete one of them.", DiscardMessage, Id),
        };

        Command Subcommand(
            string name,
            string description,
            Func<ParseResult, IReadOnlyList<MessageStore>, Task<int>> action,
            params Argument[] arguments
        )
        {
            var command = new Command(name, description);
            foreach (var argument in arguments)
                command.Add(argument);
            command.SetAction(parsed => Run(parsed, action));
            return command;
        }

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
            foreach (var message in await database.List(CancellationToken.None))
            {
                await output.WriteLineAsync(Describe(database.Database, message));
                count++;
            }
        }

        await output.WriteLineAsync(
            count == 0
                ? "No message is set aside."
                : $"{Messages(count)} set aside. "
                    + $"When the reason no longer applies: {Retry} MESSAGE-ID, or {Retry} {All}."
        );
        return Done;
    }

    private static async Task<int> RetryMessages(ParseResult parsed, IReadOnlyList<MessageStore> databases)
    {
        var text = parsed.GetRequiredValue(IdOrAll);
        Guid? id = text == All ? null : Guid.Parse(text);
        var count = 0;
        foreach (var database in databases)
            count += await database.Retry(id, CancellationToken.None);
        if (count == 0 && id is not null)
            return await NotFound(parsed, id.Value, databases);

        await parsed.InvocationConfiguration.Output.WriteLineAsync(
            count == 0 ? "No message is set aside." : $"{Messages(count)} due again and will be sent within seconds."
        );
        return Done;
    }

    private static async Task<int> DiscardMessage(ParseResult parsed, IReadOnlyList<MessageStore> databases)
    {
        var id = parsed.GetValue(Id);
        var output = parsed.InvocationConfiguration.Output;
        var count = 0;
        foreach (var database in databases)
        {
            foreach (var message in await database.Discard(id, CancellationToken.None))
            {
                await output.WriteLineAsync(Describe(database.Database, message));
                count++;
            }
        }

        if (count == 0)
            return await NotFound(parsed, id, databases);

        await output.WriteLineAsync($"{Messages(count)} discarded.");
        return Done;
    }

    private static async Task<int> NotFound(ParseResult parsed, Guid id, IReadOnlyList<MessageStore> databases)
    {
        await parsed.InvocationConfiguration.Error.WriteLineAsync(
            $"No message {id} is set aside in {string.Join(", ", databases.Select(database => database.Database))}."
        );
        return Failed;
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
