using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace EventDriven.Load.Hosting;

/// <summary>Receives telemetry by OTLP/HTTP and drops it, in the load program's own process.</summary>
internal sealed class TelemetrySink : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TelemetrySink()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context => context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted));
    }

    public static async Task<TelemetrySink> StartAsync(CancellationToken cancel)
    {
        var sink = new TelemetrySink();
        await sink._app.StartAsync(cancel);
        return sink;
    }

    /// <summary>The settings of a process that exports to it.</summary>
    /// <param name="ratio">The fraction of traces that is recorded.</param>
    public IReadOnlyDictionary<string, string> Settings(double ratio) =>
        new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio",
            ["OTEL_TRACES_SAMPLER_ARG"] = ratio.ToString(CultureInfo.InvariantCulture),
        };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
