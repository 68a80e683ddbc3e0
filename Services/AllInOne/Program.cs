using EventDriven.AllInOne;
using EventDriven.AllInOne.AsyncApi;
using EventDriven.AllInOne.Demo;
using EventDriven.EntryApi;
using EventDriven.Inventory;
using EventDriven.Notifications;
using EventDriven.Operations;
using EventDriven.Orchestrator;
using EventDriven.Payments;
using EventDriven.Security;
using EventDriven.ServiceDefaults;
using EventDriven.Shipping;

return await ServiceHost.RunAsync(async () =>
{
    var command = CommandLine.Parse(args);
    if (command.Answer is { } answer)
        return answer.Say();

    // The console comes first: its pages are a branch of their own, before what the entry API puts before everything
    // else.
    IServiceModule[] services =
    [
        new OperationsService(),
        new EntryApiService(),
        new OrchestratorService(),
        new InventoryService(),
        new PaymentsService(),
        new ShippingService(),
        new NotificationsService(),
    ];

    var builder = EmbeddedHost.CreateBuilder(command.HostArguments);
    if (TokenCommand.TryRun(builder, command.Command) is { } tokenExitCode)
        return tokenExitCode;
    if (command.DeployTopology)
    {
        await Topology.DeployAsync(builder.Configuration, services, CancellationToken.None);
        return 0;
    }

    if (command.AsyncApi)
    {
        Console.Write(await AsyncApiDocument.Generate(services));
        return 0;
    }

    var credentials = AuthenticationSettings.Read(builder.Configuration, builder.Environment);
    if (command.Demo && !credentials.UsesDevelopmentKey)
        return new Answer(
            "--demo places orders with tokens of the development key: it needs the environment Development, and no other issuer.",
            IsError: true
        ).Say();

    builder.UseEmbeddedDefaults(command);
    builder.AddServiceDefaults(services);
    if (await builder.TryRunCommandAsync(command.Command, TokenCommand.Usage) is { } exitCode)
        return exitCode;

    await using var app = builder.Build();
    app.MapServiceDefaults();

    using var data = DataFolder.TryTake(app.Configuration.DataDirectory());
    if (data is null || !await app.TryStart())
        return 1;

    // For a person at this machine: whoever runs it with an issuer of their own has a token of their own.
    using var client = new OrderClient(
        app.ListeningAddress(),
        credentials.IssueDevelopmentToken("operator", Scopes.Operate)
    );
    await Welcome.Show(client, data, app.Lifetime.ApplicationStopping);
    var allEndedAsTheyMust = !command.Demo || await DemoRun.Show(client, app.Lifetime.ApplicationStopping);
    if (command.StopsAfterDemo)
        await app.StopAsync();
    else
        await app.WaitForShutdownAsync();
    return allEndedAsTheyMust ? 0 : 1;
});
