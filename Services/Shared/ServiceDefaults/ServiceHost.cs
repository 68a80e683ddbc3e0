using System.Text.Json;
using System.Text.Json.Serialization;
using EventDriven.ServiceDefaults.StoredMessages;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;

namespace EventDriven.ServiceDefaults;

/// <summary>What every process does alike, whichever services it hosts: logging, health, time, the bus.</summary>
public static class ServiceHost
{
    private static readonly JsonSerializerOptions HealthJson = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Adds the services to the process, with logging, health checks and one bus for them all.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="modules">The services that it hosts.</param>
    /// <returns>The same builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, params IServiceModule[] modules)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);

        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(
            new LoggerConfiguration()
                .MinimumLevel.Information()
                .MinimumLevel.Override("Microsoft.AspNetCore", Serilog.Events.LogEventLevel.Warning)
                .MinimumLevel.Override("Microsoft.EntityFrameworkCore", Serilog.Events.LogEventLevel.Warning)
                // What these two log as errors they also throw, and whoever does not expect it logs it: a race that a unique key settles is none.
                .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Update", Serilog.Events.LogEventLevel.Fatal)
                .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Database.Command", Serilog.Events.LogEventLevel.Fatal)
                // Whoever asks for the health gets the answer; it is not also logged every few seconds.
                .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", Serilog.Events.LogEventLevel.Fatal)
                .Enrich.WithProperty("Service", modules is [var only] ? only.Name : "all")
                .WriteTo.Console(
                    outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Service} {SourceContext}: {Message:lj}{NewLine}{Exception}",
                    formatProvider: System.Globalization.CultureInfo.InvariantCulture)
                .ReadFrom.Configuration(configuration)
                .CreateLogger(),
            dispose: true);

        services.TryAddSingleton(TimeProvider.System);
        services.AddHealthChecks().AddCheck<StoredMessageCheck>(StoredMessageCheck.Name);
        services.AddSingleton<IReadOnlyList<IServiceModule>>(modules);

        // The databases come before the bus: hosted services start in this order, so no message is consumed before its tables exist.
        foreach (var module in modules)
            module.AddServices(services, configuration);

        // After the databases: what it looks at is there then.
        services.AddOptions<StoredMessageOptions>().Bind(configuration.GetSection(StoredMessageOptions.Section));
        services.AddSingleton<StoredMessageMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<StoredMessageMonitor>());

        services.AddServiceBus(configuration, modules);
        return builder;
    }

    /// <summary>Maps GET /health/live (the process answers), GET /health/ready (its bus and databases do too) and the services' own endpoints.</summary>
    /// <param name="app">The process.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteHealth });
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteHealth });

        foreach (var module in app.Services.GetRequiredService<IReadOnlyList<IServiceModule>>())
            module.MapEndpoints(app);

        return app;
    }

    /// <summary>
    /// Serves until the process is told to stop; or, when the command line holds a command (<c>set-aside</c>, <c>put-back</c>), does that on
    /// the process's databases and neither serves nor joins the bus.
    /// </summary>
    /// <param name="app">The process.</param>
    /// <param name="arguments">The command line.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunServiceAsync(this WebApplication app, string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        if (arguments is [var first, ..] && !first.StartsWith('-') && !first.Contains('='))
            return await app.RunCommandAsync(arguments);

        await app.RunAsync();
        return 0;
    }

    /// <summary>Does what a command says (<c>set-aside</c>, <c>put-back</c>) on the process's databases, without starting anything.</summary>
    /// <param name="app">The process.</param>
    /// <param name="command">The command and what belongs to it.</param>
    /// <returns>The process's exit code: 0 done, 1 failed or nothing found, 2 not understood.</returns>
    public static async Task<int> RunCommandAsync(this WebApplication app, string[] command)
    {
        ArgumentNullException.ThrowIfNull(app);
        IStoredMessages[] databases = [.. app.Services.GetServices<IStoredMessages>()];
        return await new StoredMessageCommand(databases, Console.Out, Console.Error).Run(command, CancellationToken.None);
    }

    // Names and states only: a check's exception can hold hosts and user names. What the one on stored messages says holds numbers alone.
    private static Task WriteHealth(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
                notes = report.Entries.GetValueOrDefault(StoredMessageCheck.Name).Description
            },
            HealthJson);
}
