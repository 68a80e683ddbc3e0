using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EventDriven.TestServers.Hosting;
using Google.Protobuf;
using Shouldly;

namespace EventDriven.Embedded.Tests;

[Collection(nameof(RunningHost))]
public sealed class When_telemetry_is_exported(RunningHost running)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_one_trace_with_its_logs_and_its_figures()
    {
        var telemetry = running.Telemetry;
        using var request = new Activity("test").Start();
        request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        var trace = request.TraceId.ToHexString();

        using var orders = await running.Process.Orders();
        await orders.Place(new PlacedOrder("MUG-STONE-BLUE"), Cancel);

        await Eventually.Holds(() =>
            telemetry.Spans.Any(span => span.TraceId == trace && span.Name == "call SendMail")
        );
        await Eventually.Holds(() => telemetry.Spans.Count(span => span.TraceId == trace) >= 15);
        await Eventually.Holds(
            () => telemetry.Logs.Any(line => line.TraceId == ByteString.CopyFrom(Convert.FromHexString(trace))),
            "a line of the log names the trace"
        );
        string[] expected =
        [
            "eventdriven.orders.started",
            "eventdriven.orders.ended",
            "eventdriven.orders.state.duration",
            "eventdriven.orders.active",
            "eventdriven.steps.attempts",
            "eventdriven.commit.saves",
            "eventdriven.projection.lag",
            "http.server.request.duration",
            "dotnet.gc.collections",
            "messaging.masstransit.consume",
        ];
        await Eventually.Holds(
            () => !expected.Except(telemetry.Metrics).Any(),
            "all figures",
            () => string.Join(", ", expected.Except(telemetry.Metrics))
        );
    }

    [Fact]
    public async Task Prometheus_finds_the_figures_at_a_port_of_their_own()
    {
        using var folder = new DataFolder();
        var port = FreePort.Find();
        await using var process = new EmbeddedProcess(
            "--data",
            folder.FullPath,
            "--urls",
            "http://127.0.0.1:0",
            $"--OTEL_EXPORTER_PROMETHEUS_PORT={port}",
            "--OTEL_EXPORTER_PROMETHEUS_HOST=127.0.0.1"
        );
        using var client = await process.Client();
        using var orders = await process.Orders();
        await orders.Place(new PlacedOrder("MUG-STONE-BLUE"), Cancel);

        await Eventually.Holds(async () =>
            (await client.GetStringAsync($"http://127.0.0.1:{port}/metrics", Cancel)).Contains(
                "eventdriven_orders_ended_total{otel_scope_name=\"EventDriven.Orders\",",
                StringComparison.Ordinal
            )
        );
        (await Status(client, "/metrics")).ShouldBe(HttpStatusCode.NotFound);
        (await Status(client, $"http://127.0.0.1:{port}/orders")).ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "http://localhost:4317")]
    [InlineData("OTEL_EXPORTER_PROMETHEUS_PORT", "99999", "9464")]
    public async Task A_setting_that_is_wrong_ends_the_start_and_says_so(string setting, string value, string example)
    {
        using var folder = new DataFolder();
        await using var process = new EmbeddedProcess("--data", folder.FullPath, $"--{setting}={value}");

        (await process.Ended()).ShouldNotBe(0);

        process.Output.ShouldContain($"The setting {setting} is '{value}'");
        process.Output.ShouldContain(example);
    }

    private static async Task<HttpStatusCode> Status(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Cancel);
        return answer.StatusCode;
    }
}
