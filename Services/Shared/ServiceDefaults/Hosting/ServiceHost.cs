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

/// <summary>What all processes have in common: logging, telemetry, health, time, the bus.</summary>
public static class ServiceHost
{
    private const string EntityFramework = "Microsoft.EntityFrameworkCore";

    private static readonly Func<LogEvent, bool> IsOfEntityFramework = Matching.FromSource(EntityFramework);

    private static readonly Func<LogEvent, bool> IsOfHost = Matching.FromSource(
        "Microsoft.Extensions.Hosting.Internal.Host"
    );

    private static readonly JsonSerializerOptions HealthJson = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>
    /// Runs a command, or hosts a service until the process is stopped. Returns the exit code; see
    /// <see cref="HostCommand.RunAsync" />.
    /// </summary>
    public static Task<int> RunAsync(string[] arguments, IServiceModule module, params Command[] commands)
    {
        var root = new RootCommand(
            $"The service {module.Name} of the order workflow. Serves until it is stopped, unless a command is given. "
                + "Any setting can be given as --Name=value, such as --urls=http://localhost:8090."
        );
        foreach (var command in commands.Prepend(StoredMessageCommands.Create(CreateBuilder, module)))
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

    /// <summary>Creates the builder of a host with its secrets and the settings on its command line.</summary>
    public static WebApplicationBuilder CreateBuilder(ParseResult parsed)
    {
        var builder = WebApplication.CreateBuilder([.. parsed.UnmatchedTokens]);
        builder.Configuration.AddSecrets();
        return builder;
    }

    /// <summary>
    /// Starts the process. If that fails, stops the hosted services that had started, because the host would leave them
    /// running while it is disposed.
    /// </summary>
    public static async Task StartOrStopAsync(this WebApplication app)
    {
        try
        {
            await app.StartAsync();
        }
        catch
        {
            // The host logs errors.
            await app.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    /// <summary>Adds the services, with logging, health checks and one bus for all of them.</summary>
    public static void AddServiceDefaults(this WebApplicationBuilder builder, params IServiceModule[] modules)
    {
        var (services, configuration) = (builder.Services, builder.Configuration);
        var name = modules is [var only] ? only.Name : "all";

        builder.Host.UseSerilog(
            new LoggerConfiguration()
                .MinimumLevel.Information()
                .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
                // It warns that keys are not kept, but nothing here uses them.
                .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
                .MinimumLevel.Override(EntityFramework, LogEventLevel.Warning)
                // Grpc.AspNetCore logs each refused call as information.
                .MinimumLevel.Override("Grpc", LogEventLevel.Warning)
                // The response has it, and the log would have it every few seconds.
                .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
                // EF Core also throws its errors, and a race that a unique key settles is no error.
                .Filter.ByExcluding(e => e.Level == LogEventLevel.Error && IsOfEntityFramework(e))
                // Written to standard error, as a sentence.
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

        // Hosted services start in this order: databases come before the bus, because messages need the tables.
        foreach (var module in modules)
            module.AddServices(services, configuration);

        // After the databases, because it reads their tables.
        services.AddOptions<StoredMessageOptions>().BindConfiguration(StoredMessageOptions.Section);
        services.AddSingleton<StoredMessageMonitor>();
        services.AddHostedService(provider => provider.GetRequiredService<StoredMessageMonitor>());

        // Before the bus, because the first message must find the code compiled.
        services.AddSingleton<WarmUp>();
        services.AddHostedService(provider => provider.GetRequiredService<WarmUp>());
        services.AddHealthChecks().AddCheck<WarmUp>(WarmUp.Name);

        services.AddServiceBus(configuration, modules);
        services.AddHealthChecks().AddCheck<BusCheck>(BusCheck.Name);
        services.PostConfigure<HealthCheckServiceOptions>(health =>
            health.Registrations.Remove(health.Registrations.Single(check => check.Name == BusCheck.ReplacedName))
        );

        // After the bus, so that it stops first and can still publish its last report.
        services
            .AddOptions<ReplicaReportOptions>()
            .BindConfiguration(ReplicaReportOptions.Section)
            .Validate(
                reports => reports.Interval >= TimeSpan.Zero,
                "The setting ReplicaReports:Interval is negative. "
                    + "Set a time such as 00:00:05, or 00:00:00 for no reports."
            )
            .ValidateOnStart();
        services.AddHostedService<ReplicaReporter>();
    }

    /// <summary>
    /// Maps the middleware and endpoints of the services, GET /health/live (the process answers) and GET /health/ready
    /// (its databases answer, and the bus works if needed). Health needs no token and has no rate limit.
    /// </summary>
    public static void MapServiceDefaults(this WebApplication app)
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
    }

    // Without the bus's description and those of exceptions, because they can hold hosts and user names.
    private static Task WriteHealth(HttpContext context, HealthReport report) =>
        context.Response.WriteAsJsonAsync(
            new
            {
                status = report.Status.ToString(),
                checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
                notes = Notes(report) is { Length: > 0 } notes ? notes : null,
            },
            HealthJson
        );

    private static string Notes(HealthReport report) =>
        string.Join(
            ' ',
            report
                .Entries.Where(entry => entry.Key != BusCheck.Name && entry.Value.Exception is null)
                .Select(entry => entry.Value.Description)
                .Where(note => note is not null)
                .Distinct()
        );
}
