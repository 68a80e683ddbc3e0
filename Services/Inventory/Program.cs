using EventDriven.Inventory;
using EventDriven.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(new InventoryService());
if (await builder.TryRunCommandAsync(args) is { } exitCode)
    return exitCode;

var app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();
return 0;
