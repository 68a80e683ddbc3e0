using System.Diagnostics;
using System.Reflection;
using EventDriven.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Serilog;
using Serilog.Sinks.OpenTelemetry;

namespace EventDriven.ServiceDefaults.Telemetry;

/// <summary>
/// Exports traces, metrics and logs with OpenTelemetry if a destination is set. The settings are named as
/// OpenTelemetry's environment variables.
/// </summary>
internal static class TelemetryExport
{
    private const string Namespace = "event-driven";
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string PrometheusHost = "OTEL_EXPORTER_PROMETHEUS_HOST";
    private const string PrometheusPort = "OTEL_EXPORTER_PROMETHEUS_PORT";

    private static readonly string Instance = $"{Guid.NewGuid()}";

    private static readonly string Version = typeof(TelemetryExport)
        .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
        .InformationalVersion;

    private static readonly string[] MeterNames =
    [
        "EventDriven*",
        "MassTransit",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Npgsql",
        "System.Net.Http",
        "System.Runtime",
    ];

    /// <summary>Adds the export of traces and metrics. Messages carry their trace in any case.</summary>
    public static void AddTelemetry(this WebApplicationBuilder builder, string service)
    {
        builder.Services.AddHostedService<TraceContinuity>();
        var isExported = IsExported(builder.Configuration);
        var port = MetricsPort(builder.Configuration);
        if (!isExported && port is null)
            return;

        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource
                    .AddService(service, Namespace, Version, serviceInstanceId: Instance)
                    // Last, because OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES take precedence.
                    .AddEnvironmentVariableDetector()
            )
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(MeterNames);
                // Four measurements for each statement: bytes, and statements in progress.
                metrics.AddView(instrument =>
                    instrument.Name.StartsWith("db.client.operation.npgsql.", StringComparison.Ordinal)
                        ? MetricStreamConfiguration.Drop
                        : null
                );
                if (port is not null)
                    metrics.AddPrometheusExporter();
            });
        if (port is { } number)
            Listen(builder.Configuration, number);
        if (!isExported)
            return;

        telemetry
            .WithTracing(traces =>
                traces
                    .AddSource($"{Traces.SourceName}*", "MassTransit")
                    .AddNpgsql()
                    .AddAspNetCoreInstrumentation(http => http.Filter = IsTraced)
                    .AddHttpClientInstrumentation()
            )
            .UseOtlpExporter();
    }

    /// <summary>Adds the export of the log, with trace ids.</summary>
    public static LoggerConfiguration Export(this LoggerConfiguration log, IConfiguration configuration, string service)
    {
        if (IsExported(configuration))
        {
            log.WriteTo.OpenTelemetry(
                sink =>
                {
                    sink.IncludedData =
                        IncludedData.TraceIdField
                        | IncludedData.SpanIdField
                        | IncludedData.SpecRequiredResourceAttributes
                        | IncludedData.SourceContextAttribute;
                    sink.ResourceAttributes.TryAdd("service.name", service);
                    sink.ResourceAttributes.TryAdd("service.namespace", Namespace);
                    sink.ResourceAttributes.TryAdd("service.version", Version);
                    sink.ResourceAttributes.TryAdd("service.instance.id", Instance);
                },
                getConfigurationVariable: name => configuration[name]
            );
        }

        return log;
    }

    /// <summary>Serves GET /metrics for Prometheus on a port of its own.</summary>
    public static void UseMetrics(this WebApplication app)
    {
        if (MetricsPort(app.Configuration) is not { } port)
            return;

        app.MapWhen(
            context => context.Connection.LocalPort == port,
            metrics =>
            {
                metrics.UseOpenTelemetryPrometheusScrapingEndpoint("/metrics");
                metrics.Run(context =>
                {
                    context.Response.StatusCode = StatusCodes.Status404NotFound;
                    return context.Response.WriteAsync("This port serves /metrics only.");
                });
            }
        );
    }

    /// <summary>
    /// Records statements only within a recorded trace, because polls of outbox and scheduler belong to no order.
    /// </summary>
    public static void ConfigureDatabase(NpgsqlDataSourceBuilder database)
    {
        // An attribute of Npgsql's spans and metrics. The default is the connection string.
        database.Name = database.ConnectionStringBuilder.ApplicationName;
        database.ConfigureTracing(tracing =>
            tracing
                .ConfigureCommandFilter(_ => Activity.Current is { Recorded: true })
                .ConfigureBatchFilter(_ => Activity.Current is { Recorded: true })
                .EnablePhysicalOpenTracing(false)
        );
    }

    private static bool IsTraced(HttpContext request) =>
        !request.Request.Path.StartsWithSegments("/health") && !request.Request.Path.StartsWithSegments("/metrics");

    private static bool IsExported(IConfiguration configuration)
    {
        if (
            configuration[Endpoint] is not { Length: > 0 } endpoint
            || string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase)
        )
            return false;
        return Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? true
            : throw new StartRefusedException(
                $"The setting {Endpoint} is '{endpoint}'; it must be the http or https address of an OTLP receiver, "
                    + "such as http://localhost:4317."
            );
    }

    private static int? MetricsPort(IConfiguration configuration) =>
        configuration[PrometheusPort] is not { Length: > 0 } port ? null
        : int.TryParse(port, out var number) && number is > 0 and < 65536 ? number
        : throw new StartRefusedException(
            $"The setting {PrometheusPort} is '{port}'; it must be a free port from 1 to 65535, such as 9464."
        );

    // Kestrel ignores "urls" if "Kestrel:Endpoints" is configured.
    private static void Listen(ConfigurationManager configuration, int port)
    {
        var address = $"http://{(configuration[PrometheusHost] is { Length: > 0 } host ? host : "localhost")}:{port}";
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
        {
            // The application's addresses are in alphabetical order, and this must be the last.
            configuration["Kestrel:Endpoints:ZMetrics:Url"] = address;
            return;
        }

        string[] others = configuration["urls"] is { Length: > 0 } urls
            ? [urls]
            : [.. Ports("http"), .. Ports("https")];
        if (others.Length == 0)
            others = ["http://localhost:5000"];
        configuration["urls"] = string.Join(';', [.. others, address]);

        IEnumerable<string> Ports(string scheme) =>
            (configuration[$"{scheme}_ports"] ?? "")
                .Split(';', StringSplitOptions.RemoveEmptyEntries)
                .Select(other => $"{scheme}://*:{other}");
    }
}
