using System.Diagnostics;
using EventDriven.TestServers.Otlp;
using Shouldly;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

[Collection(nameof(SharedDeployment))]
public sealed class When_an_order_is_traced(SharedDeployment shared)
{
    private static readonly string[] Services =
    [
        "entry-api",
        "inventory",
        "notifications",
        "operations",
        "orchestrator",
        "payments",
        "shipping",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tok_accepted", "Completed")]
    [InlineData("tok_capture_fails", "Rejected")]
    public async Task Its_trace_goes_through_the_processes_of_every_service_without_a_gap(string token, string end)
    {
        var (trace, order) = await Place(token);

        (await Ended(order)).State.ShouldBe(end);

        await Eventually.Holds(
            () => !Services.Except(Of(trace).Select(span => span.Service)).Any() && Roots(trace) == "POST /orders/",
            "spans of every service, each below another",
            () => $"{Roots(trace)}\n{Describe(trace)}"
        );
        Of(trace).ShouldContain(span => span.Name == "call SendMail");
        Of(trace).ShouldContain(span => span.Service == "payments" && span.Name == "postgresql");
    }

    [Fact]
    public async Task Its_trace_goes_on_in_the_processes_that_take_the_place_of_killed_ones()
    {
        var (trace, order) = await Place("tok_accepted");
        await Eventually.Holds(
            () => Of(trace).Any(span => span.Service == "payments"),
            "the payment is asked for",
            () => Describe(trace)
        );

        await shared.Deployment.KillAsync(Service.Payments, Service.Orchestrator);
        await shared.Deployment.StartAsync(Cancel, Service.Payments, Service.Orchestrator);

        (await Ended(order)).State.ShouldBe("Completed");
        await Eventually.Holds(
            () => Of(trace).Any(span => span.Name == "call SendMail"),
            "the mail belongs to the trace",
            () => Describe(trace)
        );
    }

    private async Task<(string Trace, Guid OrderId)> Place(string token)
    {
        using var request = new Activity("test").Start();
        request.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        var order = await shared.Deployment.Orders.Place(new PlacedOrder("BOOK-SAGA-PB", Token: token), Cancel);
        return (request.TraceId.ToHexString(), order);
    }

    private Task<OrderSnapshot> Ended(Guid order) =>
        shared.Deployment.Orders.See(order, seen => seen.HasEnded, TimeSpan.FromSeconds(90), Cancel);

    private List<ReceivedSpan> Of(string trace) => [.. shared.Telemetry.Spans.Where(span => span.TraceId == trace)];

    /// <summary>The spans whose parents were not received: that of the request alone, if nothing is missing.</summary>
    private string Roots(string trace)
    {
        var spans = Of(trace);
        var known = spans.Select(span => span.SpanId).ToHashSet();
        return string.Join(", ", spans.Where(span => !known.Contains(span.ParentSpanId)).Select(span => span.Name));
    }

    private string Describe(string trace) =>
        string.Join("\n", Of(trace).Select(span => $"{span.Service}: {span.Name}"));
}
