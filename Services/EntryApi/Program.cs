using EventDriven.EntryApi;
using EventDriven.Security;
using EventDriven.ServiceDefaults;

return await ServiceHost.RunAsync(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    if (TokenCommand.TryRun(builder, args) is { } tokenExitCode)
        return tokenExitCode;

    builder.AddServiceDefaults(new EntryApiService());
    if (await builder.TryRunCommandAsync(args, TokenCommand.Usage) is { } exitCode)
        return exitCode;

    await using var app = builder.Build();
    app.MapServiceDefaults();
    await app.ServeAsync();
    return 0;
});
