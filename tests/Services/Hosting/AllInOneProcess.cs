using EventDriven.EntryApi;
using EventDriven.Inventory;
using EventDriven.Notifications;
using EventDriven.Operations;
using EventDriven.Orchestrator;
using EventDriven.Payments;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Shipping;
using EventDriven.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Services.Tests.Hosting;

/// <summary>All services in the test's own process, reached without a port.</summary>
internal static class AllInOneProcess
{
    /// <summary>Each service once.</summary>
    public static IServiceModule[] Services =>
        [
            .. ServiceEntry.All.Select(service =>
                (IServiceModule)
                    Activator
                        .CreateInstance(
                            $"EventDriven.{service.Name}",
                            $"EventDriven.{service.Name}.{service.Name}Service"
                        )!
                        .Unwrap()!
            ),
        ];

    /// <summary>A process that hosts them; not started yet.</summary>
    public static WebApplication Build(
        Dictionary<string, string?> settings,
        IServiceModule[] services,
        LogLines? log = null,
        Action<IServiceCollection>? configure = null
    )
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Provider:Latency"] = "00:00:00",
                ["Carrier:Latency"] = "00:00:00",
                ["Serilog:MinimumLevel:Default"] = "Fatal",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration.AddInMemoryCollection(EntryApiHost.Issuer.Settings!);
        builder.WebHost.UseTestServer();
        builder.AddServiceDefaults(services);
        log?.ReplaceLogging(builder.Services);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapServiceDefaults();
        return app;
    }

    /// <summary>A client of the entry API, with a token of <see cref="EntryApiHost.Issuer" />.</summary>
    public static HttpClient ClientOf(WebApplication app, string token)
    {
        var server = app.GetTestServer();
        return new HttpClient(new CallerHandler(token, server.CreateHandler())) { BaseAddress = server.BaseAddress };
    }
}
