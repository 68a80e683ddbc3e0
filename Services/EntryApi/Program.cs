using EventDriven.EntryApi;
using EventDriven.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(new EntryApiService());
if (await builder.TryRunCommandAsync(args) is { } exitCode)
    return exitCode;

var app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();
return 0;
