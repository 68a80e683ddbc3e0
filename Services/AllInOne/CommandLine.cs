using EventDriven.Security;

namespace EventDriven.AllInOne;

/// <summary>What was asked of this host on its command line.</summary>
/// <param name="Demo">Whether to submit one order of each kind and show how they go.</param>
/// <param name="StopsAfterDemo">Whether to stop after the demo, with an exit code that says how it went.</param>
/// <param name="Verbose">Whether to log what each service does.</param>
/// <param name="DeployTopology">
/// Whether to declare the broker's queues and bindings for every service, and nothing else.
/// </param>
/// <param name="AsyncApi">
/// Whether to write the AsyncAPI document of every service's messages to standard output, and nothing else.
/// </param>
/// <param name="Command">
/// What to do instead of starting, as the services' own command lines have it; empty to start.
/// </param>
/// <param name="HostArguments">What is left for the host's configuration.</param>
/// <param name="Answer">What to say instead of starting; null to start.</param>
internal sealed record CommandLine(
    bool Demo,
    bool StopsAfterDemo,
    bool Verbose,
    bool DeployTopology,
    bool AsyncApi,
    string[] Command,
    string[] HostArguments,
    Answer? Answer = null
)
{
    private const string Help = """
        Every service of the order workflow in one process: in-memory transport, SQLite files, no server needed.

          dotnet run --project Services/AllInOne -- [options]

          --data DIR     the folder for the databases and the mail (default: data, below the current folder)
          --urls URL     where to listen (default: http://localhost:8080; ASPNETCORE_URLS is heeded too)
          --demo         submit one order of each kind and show how each goes and ends. In a terminal the host then goes on
                         serving until Ctrl+C; with output redirected, or with --exit, it stops and its exit code is 0 when
                         every order ended as it must, 1 otherwise. Steps have 2 s instead of 10 s, so that it is quick.
          --exit         with --demo: stop after it
          --verbose      log what each service does, not warnings alone
          --deploy-topology
                         declare the queues and bindings of every service on the RabbitMQ at ConnectionStrings:RabbitMq, and stop:
                         done before services start as processes of their own, so that nothing is published to nowhere
          --asyncapi     write the AsyncAPI document of all messages to standard output, and stop:
                         dotnet run --project Services/AllInOne -- --asyncapi >docs/asyncapi.json
          set-aside      list the messages that could not be sent and are not tried any more, with the reason
          put-back ID    have one of them, or all of them (put-back all), tried again by the host that runs on the folder
          token --customer ID | token --operator
                         print a token for the API, signed with the development key and valid for a day
          --help         this text

        Any setting can be given as well, such as --Saga:StepDeadline=00:00:05. The environment is Development, where the development key is
        accepted, unless --environment or ASPNETCORE_ENVIRONMENT says another.
        Stopped and started again on the same folder, it carries on with the orders that it had.
        """;

    public static CommandLine Parse(string[] args)
    {
        var (demo, exit, verbose, topology, asyncApi) = (false, false, false, false, false);
        string[] command = [];
        var host = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length && !args[i + 1].StartsWith('-') ? args[i + 1] : null;
            switch (args[i])
            {
                case "--help" or "-h" or "-?":
                    return Only(new Answer(Help, IsError: false));
                case "--demo":
                    demo = true;
                    break;
                case "--exit":
                    exit = true;
                    break;
                case "--verbose":
                    verbose = true;
                    break;
                case "--deploy-topology":
                    topology = true;
                    break;
                case "--asyncapi":
                    asyncApi = true;
                    break;
                case "set-aside":
                    command = [args[i]];
                    break;
                case "put-back":
                    command = value is null ? [args[i]] : [args[i], args[++i]];
                    break;
                case TokenCommand.Name:
                    command = [args[i]];
                    break;
                case TokenCommand.OperatorOption when command is [TokenCommand.Name, ..]:
                    command = [.. command, args[i]];
                    break;
                case TokenCommand.CustomerOption when command is [TokenCommand.Name, ..]:
                    command = value is null ? [.. command, args[i]] : [.. command, args[i], args[++i]];
                    break;
                case "--data" when value is null:
                    return Only(new Answer("--data needs a folder.", IsError: true));
                case "--data":
                    host.Add($"--DataDirectory={args[++i]}");
                    break;
                case var setting when setting.StartsWith("--", StringComparison.Ordinal) && setting.Contains('='):
                    host.Add(setting);
                    break;
                case var setting when setting.StartsWith("--", StringComparison.Ordinal) && value is not null:
                    host.AddRange([setting, args[++i]]);
                    break;
                case var unknown:
                    return Only(new Answer($"{unknown} is not known here; --help says what is.", IsError: true));
            }
        }

        return exit && !demo
            ? Only(new Answer("--exit says when the demo stops: it needs --demo.", IsError: true))
            : new CommandLine(
                demo,
                demo && (exit || Console.IsOutputRedirected),
                verbose,
                topology,
                asyncApi,
                command,
                [.. host]
            );
    }

    private static CommandLine Only(Answer answer) => new(false, false, false, false, false, [], [], answer);
}
