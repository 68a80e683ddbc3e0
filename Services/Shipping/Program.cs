using EventDriven.ServiceDefaults;
using EventDriven.Shipping;

return await ServiceHost.RunAsync(async () =>
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults(new ShippingService());
    if (await builder.TryRunCommandAsync(args) is { } exitCode)
        return exitCode;

    await using var app = builder.Build();
    app.MapServiceDefaults();
    await app.RunAsync();
    return 0;
});
