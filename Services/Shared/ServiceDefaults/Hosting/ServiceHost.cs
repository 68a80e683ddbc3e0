using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using EventDriven.ServiceDefaults.Replicas;
using EventDriven.ServiceDefaults.StoredMessages;
using EventDriven.ServiceDefaults.Telemetry;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Filters;

namespace EventDriven.ServiceDefaults;

/// <summary>What every process does alike, whatever it hosts: logging, telemetry, health, time, the bus.</summary>
public static class ServiceHost
{
    private static readonly Func<LogEvent, bool> IsOfEntityFramework = Matching.FromSource(
        "Microsoft.EntityFrameworkCore"
    );

    private static readonly Func<LogEvent, bool> IsOfHost = Matching.FromSource(
        "Microsoft.Extensions.Hosting.Internal.Host"
    );

    private static readonly JsonSerializerOptions HealthJson = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// Runs a process that hosts one service, with its own commands: runs a command, or serves until it is stopped.
    /// </summary>
    /// <returns>The exit code; see <see cref="HostCommand.RunAsync" />.</returns>
    public static Task<int> RunAsync(string[] arguments, IServiceModule module, params Command[] commands)
    {
        ArgumentNullException.ThrowIfNull(module);
        var root = new RootCommand(
            $"The service {module.Name} of the order workflow. Serves until it is stopped, unless a command is given. "
                + "Any setting can be given as --Name=value, such as --urls=http://localhost:8090."
        );
        foreach (var command in StoredMessageCommands.Create(CreateBuilder, module).Concat(commands))
            root.Add(command);
        root.SetAction(async parsed =>
        {
            var builder = CreateBuilder(parsed);
            builder.AddServiceDefaults(module);
            await using var app = builder.Build();
            app.MapServiceDefaults();
            await app.StartOrStopAsync();
            await app.WaitForShutdownAsync();
        });
        return root.RunAsync(arguments);
    }

    /// <summary>Creates the builder of a host that the settings on its command line configure.</summary>
    public static WebApplicationBuilder CreateBuilder(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return WebApplication.CreateBuilder([.. parsed.UnmatchedTokens]);
    }

    /// <summary>
    /// Starts the process. When that fails, it first stops the hosted services that had started: the host leaves them
    /// running while it is disposed of.
    /// </summary>
    public static async Task StartOrStopAsync(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // The host logs what cannot be stopped.
            await app.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Adds the services to the process, with logging, health checks and one bus for them all.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="modules">The services that it hosts.</param>
    /// <returns>The same builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(
        this WebApplicationBuilder builder,
        params IServiceModule[] modules
    )
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        var name = modules is [var only] ? only.Name : "all";

        builder.Host.UseSerilog(
            new LoggerConfiguration()
                .MinimumLevel.Information()
                .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
                // Authentication brings keys that nothing here uses: that they are not kept is no warning.
                .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
                .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Warning)
                // Grpc.AspNetCore logs each refused call as information.
                .MinimumLevel.Override("Grpc", LogEventLevel.Warning)
                // Whoever asks for the health gets the answer; it is not also logged every few seconds.
                .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
                // What EF Core logs as an error it also throws, and whoever does not expect it logs it: a race that a
                // unique key settles is none.
                .Filter.ByExcluding(e => e.Level == LogEventLevel.Error && IsOfEntityFramework(e))
                // Said on standard error, in a sentence.
                .Filter.ByExcluding(e => IsOfHost(e) && StartRefusal.Of(e.Exception).Count > 0)
                .Filter.With(new OutageLogFilter(TimeProvider.System))
                .Enrich.WithProperty("Service", name)
                .WriteTo.Console(
                    outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Service} {SourceContext}: "
                        + "{Message:lj}{LeftOut}{NewLine}{Exception}",
                    formatProvider: System.Globalization.CultureInfo.InvariantCulture
                )
                .Export(configuration, name)
                .ReadFrom.Configuration(configuration)
                .CreateLogger(),
            dispose: true
        );

        services.TryAddSingleton(TimeProvider.System);
        services.AddHealthChecks().AddCheck<StoredMessageCheck>(StoredMessageCheck.Name);
        services.AddSingleton<IReadOnlyList<IServiceModule>>(modules);
        builder.AddTelemetry(name);

        // The databases come before the bus: hosted services start in this order, so no message is consumed before its
        // tables exist.
        foreach (var module in modules)
            module.AddServices(services, configuration);

        // After the databases: what it looks at is there then.
        services.AddOptions<StoredMessageOptions>().Bind(configuration.GetSection(StoredMessageOptions.Section));
        services.AddSingleton<StoredMessageMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<StoredMessageMonitor>());

        services.AddServiceBus(configuration, modules);
        services.AddHealthChecks().AddCheck<BusCheck>(BusCheck.Name);
        services.PostConfigure<HealthCheckServiceOptions>(health =>
            health.Registrations.Remove(health.Registrations.Single(check => check.Name == BusCheck.ReplacedName))
        );

        // After the bus, so that it is stopped before it, and can still say so.
        services
            .AddOptions<ReplicaReportOptions>()
            .Bind(configuration.GetSection(ReplicaReportOptions.Section))
            .Validate(
                reports => reports.Interval >= TimeSpan.Zero,
                "The setting ReplicaReports:Interval is negative. "
                    + "Set a time such as 00:00:05, or 00:00:00 for no reports."
            )
            .ValidateOnStart();
        services.AddHostedService<ReplicaReporter>();
        return builder;
    }

    /// <summary>
    /// Maps GET /health/live (the process answers), GET /health/ready (its databases answer, and its bus works unless
    /// it can do without) and the services' own endpoints, behind what the services put before them. The health is open
    /// to everybody who asks, as often as they ask.
    /// </summary>
    /// <param name="app">The process.</param>
    /// <returns>The same application.</returns>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        var modules = app.Services.GetRequiredService<IReadOnlyList<IServiceModule>>();
        app.UseMetrics();
        foreach (var module in modules)
            module.UseMiddleware(app);

        var health = app.MapGroup("/health").AllowAnonymous().DisableRateLimiting();
        health.MapHealthChecks(
            "/live",
            new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteHealth }
        );
        health.MapHealthChecks("/ready", new HealthCheckOptions { ResponseWriter = WriteHealth });

        foreach (var module in modules)
            module.MapEndpoints(app);

        return app;
    }

    // Names and states only: a check's exception can hold hosts and user names. What the one on stored messages says
    // holds numbers alone.
    private static Task WriteHealth(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
                notes = report.Entries.GetValueOrDefault(StoredMessageCheck.Name).Description,
            },
            HealthJson
        );
}
