using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using EventDriven.Operations;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Hosting;
using EventDriven.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace EventDriven.Services.Tests.Telemetry;

/// <summary>All services in the test's process, whose spans are kept in memory.</summary>
internal sealed class TracedProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _ownFolder = new();
    private readonly Recorder _spans = new();
    private readonly LogLines _log = new();
    private readonly WebApplication _app;

    private TracedProcess(Dictionary<string, string?> settings, IServiceModule[]? services)
    {
        Dictionary<string, string?> all = new()
        {
            ["Transport"] = nameof(TransportKind.InMemory),
            ["Database"] = nameof(DatabaseKind.Sqlite),
            ["DataDirectory"] = _ownFolder.FullPath,
            ["Saga:StepDeadline"] = "00:02:00",
            // Spans are recorded only with an endpoint. Nothing listens on this port.
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        _app = AllInOneProcess.Build(all, services ?? AllInOneProcess.Services, _log, added =>
            added.ConfigureOpenTelemetryTracerProvider(traces => traces.AddProcessor(_spans))
        );
    }

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TracedProcess> Start(
        Dictionary<string, string?>? settings = null,
        IServiceModule[]? services = null
    )
    {
        var process = new TracedProcess(settings ?? [], services);
        await process._app.StartAsync(Cancel);
        return process;
    }

    public HttpClient Client(ActivityTraceId trace, string? token = null)
    {
        var client = AllInOneProcess.ClientOf(_app, token ?? EntryApiHost.Issuer.ForCustomer("c-1"));
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        return client;
    }

    /// <summary>Places an order whose request is part of the trace.</summary>
    public async Task<Guid> Place(ActivityTraceId trace, string paymentToken = "tok_accepted")
    {
        using var client = Client(trace);
        var order = AnOrder.Valid();
        order["lines"] = new System.Text.Json.Nodes.JsonArray(
            new System.Text.Json.Nodes.JsonObject { ["sku"] = "MUG-STONE-BLUE", ["quantity"] = 1 }
        );
        order["payment"]!["token"] = paymentToken;
        using var placed = await client.PostAsJsonAsync("/orders", order, Cancel);
        placed.EnsureSuccessStatusCode();
        return Guid.Parse(placed.Headers.Location!.OriginalString.Split('/')[^1]);
    }

    /// <summary>Waits until the console shows the order in a state.</summary>
    public Task Reaches(Guid orderId, string state) =>
        Eventually.Holds(
            async () =>
            {
                await using var scope = _app.Services.CreateAsyncScope();
                return await scope
                    .ServiceProvider.GetRequiredService<OperationsDbContext>()
                    .TrackedOrders.AnyAsync(order => order.OrderId == orderId && order.State == state, Cancel);
            },
            $"the order is {state}",
            _log.Troubles
        );

    /// <summary>The ended spans of a trace.</summary>
    public IReadOnlyList<Activity> SpansOf(ActivityTraceId trace) =>
        [.. _spans.Ended.Where(span => span.TraceId == trace).OrderBy(span => span.StartTimeUtc)];

    /// <summary>Waits until a trace has spans like these.</summary>
    public async Task<IReadOnlyList<Activity>> SpansLike(ActivityTraceId trace, int count, Func<Activity, bool> which)
    {
        IReadOnlyList<Activity> found = [];
        await Eventually.Holds(
            () => (found = [.. SpansOf(trace).Where(which)]).Count >= count,
            $"{count} such spans",
            () => $"{Tree(trace)}\n{_log.Troubles()}"
        );
        return found;
    }

    /// <summary>The trace's spans, each below its parent, with what their events say.</summary>
    public string Tree(ActivityTraceId trace)
    {
        var spans = SpansOf(trace);
        var text = new StringBuilder();
        var known = spans.Select(span => span.SpanId).ToHashSet();
        foreach (var root in spans.Where(span => !known.Contains(span.ParentSpanId)))
            Write(root, depth: 0);
        return text.ToString();

        void Write(Activity span, int depth)
        {
            text.Append(' ', depth).Append(span.DisplayName);
            foreach (var change in span.Events.Where(change => change.Name == "order.changed"))
            {
                var tags = change.Tags.ToDictionary();
                text.Append($", {tags["eventdriven.order.from"]} -> {tags["eventdriven.order.state"]}");
                if (tags.TryGetValue("eventdriven.order.step", out var step))
                    text.Append($", {step} {tags["eventdriven.order.attempt"]}");
            }

            text.Append('\n');
            // Consumers of one event start in any order, so they are sorted by name.
            foreach (
                var child in spans
                    .Where(child => child.ParentSpanId == span.SpanId)
                    .OrderBy(
                        child => child.Kind == ActivityKind.Consumer ? child.DisplayName : "",
                        StringComparer.Ordinal
                    )
            )
                Write(child, depth + 1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        await _ownFolder.DisposeAsync();
        _log.Dispose();
    }

    private sealed class Recorder : BaseProcessor<Activity>
    {
        public ConcurrentQueue<Activity> Ended { get; } = new();

        public override void OnEnd(Activity data) => Ended.Enqueue(data);
    }
}
