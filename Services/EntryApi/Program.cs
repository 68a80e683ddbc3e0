using EventDriven.EntryApi;
using EventDriven.Security;
using EventDriven.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
if (TokenCommand.TryRun(builder, args) is { } tokenExitCode)
    return tokenExitCode;

builder.AddServiceDefaults(new EntryApiService());
if (await builder.TryRunCommandAsync(args) is { } exitCode)
    return exitCode;

var app = builder.Build();
app.MapServiceDefaults();
await app.RunAsync();
return 0;
