using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EventDriven.TestServers.Otlp;

/// <summary>Receives traces, metrics and logs by OTLP/HTTP, and keeps them.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentQueue<LogRecord> _logs = new();
    private readonly ConcurrentDictionary<string, bool> _metrics = new();
    private readonly ConcurrentQueue<string> _everything = new();
    private readonly WebApplication _app;

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(Take);
    }

    /// <summary>The settings of a process that exports to it, with short intervals.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        };

    /// <summary>The spans received so far.</summary>
    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>The lines of logs received so far.</summary>
    public IReadOnlyCollection<LogRecord> Logs => _logs;

    /// <summary>The names of the metrics received so far.</summary>
    public IEnumerable<string> Metrics => _metrics.Keys;

    /// <summary>Every request body as text: Protocol Buffers keep strings as they are.</summary>
    public IReadOnlyCollection<string> Everything => _everything;

    /// <summary>Starts to listen, at a free port.</summary>
    public static async Task<OtlpReceiver> StartAsync(CancellationToken cancel)
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync(cancel);
        return receiver;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task Take(HttpContext context)
    {
        using var stream = new MemoryStream();
        await context.Request.Body.CopyToAsync(stream, context.RequestAborted);
        var body = stream.ToArray();
        _everything.Enqueue(Encoding.UTF8.GetString(body));
        switch (context.Request.Path.Value)
        {
            case "/v1/traces":
                foreach (var resource in TraceRequest.Parser.ParseFrom(body).ResourceSpans)
                {
                    var service = resource.Resource.Attributes.Single(said => said.Key == "service.name");
                    foreach (var span in resource.ScopeSpans.SelectMany(scope => scope.Spans))
                        _spans.Enqueue(
                            new ReceivedSpan(
                                service.Value.StringValue,
                                span.Name,
                                Hex(span.TraceId),
                                Hex(span.SpanId),
                                Hex(span.ParentSpanId)
                            )
                        );
                }

                break;
            case "/v1/metrics":
                foreach (
                    var metric in MetricRequest
                        .Parser.ParseFrom(body)
                        .ResourceMetrics.SelectMany(resource => resource.ScopeMetrics)
                        .SelectMany(scope => scope.Metrics)
                )
                    _metrics.TryAdd(metric.Name, true);
                break;
            case "/v1/logs":
                foreach (
                    var line in LogRequest
                        .Parser.ParseFrom(body)
                        .ResourceLogs.SelectMany(resource => resource.ScopeLogs)
                        .SelectMany(scope => scope.LogRecords)
                )
                    _logs.Enqueue(line);
                break;
        }
    }

    private static string Hex(ByteString id) => Convert.ToHexStringLower(id.Span);
}
