using EventDriven.ServiceDefaults;
using EventDriven.Shipping;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(new ShippingService());
if (await builder.TryRunCommandAsync(args) is { } exitCode)
    return exitCode;

var app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();
return 0;
