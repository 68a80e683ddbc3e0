using EventDriven.AllInOne;
using EventDriven.AllInOne.AsyncApi;
using EventDriven.AllInOne.Demo;
using EventDriven.EntryApi;
using EventDriven.Inventory;
using EventDriven.Notifications;
using EventDriven.Orchestrator;
using EventDriven.Payments;
using EventDriven.ServiceDefaults;
using EventDriven.Shipping;

var command = CommandLine.Parse(args);
if (command.Answer is { } answer)
    return answer.Say();

IServiceModule[] services =
[
    new EntryApiService(), new OrchestratorService(), new InventoryService(), new PaymentsService(), new ShippingService(),
    new NotificationsService()
];

var builder = WebApplication.CreateBuilder(command.HostArguments);
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

builder.UseEmbeddedDefaults(command);
builder.AddServiceDefaults(services);
if (await builder.TryRunCommandAsync(command.Command) is { } exitCode)
    return exitCode;

await using var app = builder.Build();
app.MapServiceDefaults();

using var data = DataFolder.TryTake(app.Configuration.DataDirectory());
if (data is null || !await app.TryStart())
    return 1;

using var client = new OrderClient(app.ListeningAddress());
await Welcome.Show(client, data, app.Lifetime.ApplicationStopping);
var allEndedAsTheyMust = !command.Demo || await DemoRun.Show(client, app.Lifetime.ApplicationStopping);
if (command.StopsAfterDemo)
    await app.StopAsync();
else
    await app.WaitForShutdownAsync();
return allEndedAsTheyMust ? 0 : 1;
