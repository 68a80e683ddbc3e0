using System.CommandLine;
using EventDriven.AllInOne.AsyncApi;
using EventDriven.AllInOne.Demo;
using EventDriven.Security;
using EventDriven.ServiceDefaults;
using EventDriven.ServiceDefaults.StoredMessages;

namespace EventDriven.AllInOne;

internal static class AllInOneCommand
{
    private static readonly Option<string> Data = new("--data")
    {
        HelpName = "DIR",
        Description = "The folder for the databases and the mail (default: data, below the current folder).",
        Recursive = true,
    };
    private static readonly Option<bool> Demo = new("--demo")
    {
        Description =
            "Submit one order of each kind and show how each goes and ends. In a terminal the host then goes on "
            + "serving until Ctrl+C. With output redirected, or with --exit, it stops; exit code 0: every order ended "
            + "as expected, 1: not. The deadline of a step is 2 s instead of 10 s.",
    };
    private static readonly Option<bool> Exit = new("--exit") { Description = "With --demo: stop after the demo." };
    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Log what each service does, not only warnings.",
    };
    private static readonly Option<bool> DeployTopology = new("--deploy-topology")
    {
        Description =
            "Declare the queues and bindings of every service on the RabbitMQ at ConnectionStrings:RabbitMq, make the "
            + "services' users if the settings RabbitMq:Users name them, and stop. Do this before services start as "
            + "processes of their own: an event without a queue is lost.",
    };
    private static readonly Option<bool> Migrate = new("--migrate")
    {
        Description =
            "Migrate the databases of every service on PostgreSQL, at their ConnectionStrings, and stop. The role must "
            + "own the databases. A service whose role does not waits for this. With --deploy-topology, do both.",
    };
    private static readonly Option<string?> AsyncApi = new("--asyncapi")
    {
        HelpName = "FILE",
        Description = "Write the AsyncAPI document of all messages to FILE (default: standard output), and stop.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static RootCommand Create(IServiceModule[] services)
    {
        var root = new RootCommand(
            "Every service of the order workflow in one process: in-memory transport, SQLite files, no server needed. "
                + "Started again on the same folder, it carries on with the orders that it had. "
                + "Any setting can be given as --Name=value, such as --urls=http://localhost:8090 or "
                + "--Saga:StepDeadline=00:00:05. The environment is Development, in which the development key is "
                + "accepted, unless --environment or ASPNETCORE_ENVIRONMENT sets another."
        )
        {
            Data,
            Demo,
            Exit,
            Verbose,
            DeployTopology,
            Migrate,
            AsyncApi,
            TokenCommand.Create(CreateBuilder),
            StoredMessageCommands.Create(CreateBuilder, services),
        };
        root.Validators.Add(result =>
        {
            if (result.GetValue(Exit) && !result.GetValue(Demo))
                result.AddError("--exit needs --demo: it stops the host after the demo.");
        });
        root.SetAction((parsed, cancel) => Run(parsed, services, cancel));
        return root;
    }

    private static WebApplicationBuilder CreateBuilder(ParseResult parsed)
    {
        string[] settings = [.. parsed.UnmatchedTokens];
        if (parsed.GetValue(Data) is { } data)
            settings = [$"--DataDirectory={data}", .. settings];
        var builder = EmbeddedHost.CreateBuilder(settings);
        builder.UseEmbeddedDefaults(parsed.GetValue(Demo), parsed.GetValue(Verbose));
        builder.Configuration.AddSecrets();
        return builder;
    }

    private static async Task<int> Run(ParseResult parsed, IServiceModule[] services, CancellationToken cancel)
    {
        var builder = CreateBuilder(parsed);
        if (parsed.GetValue(Migrate))
            await ServiceDatabase.MigrateAsync(builder.Configuration, services, cancel);
        if (parsed.GetValue(DeployTopology))
        {
            await Topology.DeployAsync(builder.Configuration, services, cancel);
            if (BrokerUsers.AreSet(builder.Configuration))
            {
                var permissions = BrokerPermissions.Of(await AsyncApiDocument.Of(services));
                await BrokerUsers.DeployAsync(builder.Configuration, permissions, cancel);
            }
        }

        if (parsed.GetValue(Migrate) || parsed.GetValue(DeployTopology))
            return 0;

        if (parsed.GetResult(AsyncApi) is not null)
        {
            await Write(await AsyncApiDocument.Generate(services), parsed.GetValue(AsyncApi));
            return 0;
        }

        var demo = parsed.GetValue(Demo);
        var credentials = AuthenticationSettings.Read(builder.Configuration, builder.Environment);
        if (demo && !credentials.UsesDevelopmentKey)
            throw new StartRefusedException(
                "--demo places orders with tokens of the development key. Run it in the environment Development, and "
                    + "without settings (Authentication) that name another issuer."
            );

        builder.AddServiceDefaults(services);
        await using var app = builder.Build();
        app.MapServiceDefaults();

        using var data = DataFolder.Take(app.Configuration.DataDirectory());
        await app.StartOrStopAsync();

        // No token if the settings name another issuer.
        using var client = new OrderClient(
            app.ListeningAddress(),
            credentials.IssueDevelopmentToken("operator", Scopes.Operate)
        );
        await Welcome.Show(client, data, app.Lifetime.ApplicationStopping);
        var allEndedAsExpected = !demo || await DemoRun.Show(client, app.Lifetime.ApplicationStopping);
        if (demo && (parsed.GetValue(Exit) || Console.IsOutputRedirected))
            await app.StopAsync(CancellationToken.None);
        else
            await app.WaitForShutdownAsync(CancellationToken.None);
        return allEndedAsExpected ? 0 : 1;
    }

    // Replaced only once the document is complete, because builds embed the file.
    private static async Task Write(string document, string? path)
    {
        if (path is null)
        {
            Console.Write(document);
            return;
        }

        var temporary = $"{path}.new";
        try
        {
            await File.WriteAllTextAsync(temporary, document);
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{path} cannot be written: {exception.Message}");
        }
    }
}
