using System.Diagnostics;
using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Telemetry;

public sealed class The_figures_of_orders
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Count_each_order_and_each_step_once()
    {
        await using var process = await TracedProcess.Start(
            new()
            {
                ["Saga:StepDeadline"] = "00:00:02",
                ["Saga:MaxAttempts"] = "2",
                ["Provider:LateBy"] = "01:00:00",
            }
        );
        using var measured = new Measurements(process.Services);

        foreach (
            var (token, end) in new[]
            {
                ("tok_accepted", "Completed"),
                ("tok_declined", "Rejected"),
                ("tok_late", "Rejected"),
            }
        )
            await process.Reaches(await process.Place(ActivityTraceId.CreateRandom(), token), end);

        // Counted after the commit, and the end last.
        await Eventually.Holds(() => measured.Of("eventdriven.orders.ended") == "(Completed) 1, (Rejected) 2");
        measured["eventdriven.orders.started()"].ShouldBe(3);
        measured.Of("eventdriven.orders.compensations").ShouldBe("(AuthorisingPayment) 2");
        measured.Of("eventdriven.steps.given_up").ShouldBe("(AuthorisePayment) 1");
        measured
            .Of("eventdriven.steps.attempts")
            .ShouldBe(
                "(AuthorisePayment) 4, (BookShipment) 1, (CapturePayment) 1, (DispatchShipment) 1, (ReleaseStock) 2, "
                    + "(ReserveStock) 3, (VoidPayment) 1"
            );
        measured
            .Of("eventdriven.orders.state.duration")
            .ShouldBe(
                "(AuthorisingPayment) 3, (BookingShipment) 1, (CapturingPayment) 1, (Compensating) 2, "
                    + "(Dispatching) 1, (ReservingStock) 3"
            );
        measured["eventdriven.projection.lag(console)"].ShouldNotBeNull();
        measured["eventdriven.projection.lag(timeline)"].ShouldNotBeNull();
        measured["eventdriven.commit.saves(PaymentsDbContext)"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Leave_out_what_changes_nothing()
    {
        await using var process = await TracedProcess.Start();
        using var measured = new Measurements(process.Services);
        var order = await process.Place(ActivityTraceId.CreateRandom());
        await process.Reaches(order, "Completed");

        // Ignored: the order has ended; and then one that does change something, behind it in the queue.
        var orders = await process.Services.GetRequiredService<IBus>().GetSendEndpoint(Queues.Address(Queues.Orders));
        await orders.Send(new AskAgain { OrderId = order, Reason = "too late" }, Cancel);
        await process.Reaches(await process.Place(ActivityTraceId.CreateRandom()), "Completed");

        await Eventually.Holds(() => measured["eventdriven.orders.ended(Completed)"] == 2);
        measured
            .Of("eventdriven.steps.attempts")
            .ShouldBe(
                "(AuthorisePayment) 2, (BookShipment) 2, (CapturePayment) 2, (DispatchShipment) 2, (ReserveStock) 2"
            );
    }
}
