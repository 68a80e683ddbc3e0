using System.Collections.Concurrent;
using System.Diagnostics;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Sagas.Tests.Support;
using MassTransit.Logging;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

/// <summary>Each change is an event of the span that handles its message.</summary>
public sealed class When_an_order_is_traced : Story
{
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ActivityListener _listener;

    public When_an_order_is_traced()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is DiagnosticHeaders.DefaultListenerName or "EventDriven",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    protected override Task Situation() => Task.CompletedTask;

    [Fact]
    public async Task A_change_has_its_step_and_attempt()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await DeadlinePasses();

        var asked = Changes()[^1];
        asked.Name.ShouldBe("order.changed");
        asked.Timestamp.ShouldBe(Now);
        asked
            .Tags.ToDictionary()
            .ShouldBe(
                new Dictionary<string, object?>
                {
                    ["eventdriven.order.sequence"] = Order.Sequence,
                    ["eventdriven.order.event"] = nameof(StepDeadlineExpired),
                    ["eventdriven.order.from"] = OrderStates.AuthorisingPayment,
                    ["eventdriven.order.state"] = OrderStates.AuthorisingPayment,
                    ["eventdriven.order.step"] = nameof(OrderStep.AuthorisePayment),
                    ["eventdriven.order.attempt"] = 2,
                },
                ignoreOrder: true
            );
    }

    [Fact]
    public async Task A_change_that_sends_no_command_has_no_step()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        await Hears<CancelOrder>();

        Changes()[^1].Tags.ToDictionary().Keys.ShouldNotContain("eventdriven.order.step");
    }

    [Fact]
    public async Task It_stays_in_the_trace_that_it_began_in()
    {
        await GoTo(OrderStates.AuthorisingPayment);
        var began = Order.TraceParent.ShouldNotBeNull();

        await Hears<CancelOrder>();
        await Hears<PaymentAuthorised>();

        Order.TraceParent.ShouldBe(began);
        var trace = ActivityContext.Parse(began, traceState: null).TraceId.ToHexString();
        Outgoing<OrderStatusChanged>().ShouldAllBe(status => status.TraceId == trace);
        Changes().Count.ShouldBe(History.Count);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _listener.Dispose();
    }

    private List<ActivityEvent> Changes()
    {
        var trace = ActivityContext.Parse(Order.TraceParent.ShouldNotBeNull(), traceState: null).TraceId;
        return
        [
            .. _spans
                .Where(span => span.TraceId == trace)
                .SelectMany(span => span.Events)
                .Where(change => change.Name == "order.changed")
                .OrderBy(change => change.Tags.ToDictionary()["eventdriven.order.sequence"]),
        ];
    }
}
