using EventDriven.Contracts.Orders;
using EventDriven.Operations.Diagrams;
using EventDriven.Operations.Domain;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class The_diagram_of_an_order
{
    private static WorkflowDescribed Workflow => Told.Workflow;

    [Fact]
    public void Lights_the_path_in_the_order_that_was_taken() =>
        Diagram("Rejected")
            .Path.Select(move => (move.Sequence, move.From, move.To))
            .ShouldBe([
                (1, "Initial", "ReservingStock"),
                (2, "ReservingStock", "AuthorisingPayment"),
                (3, "AuthorisingPayment", "BookingShipment"),
                (5, "BookingShipment", "Compensating"), // 4 was only noted: the carrier was asked again.
                (6, "Compensating", "Compensating"),
                (7, "Compensating", "Rejected"),
            ]);

    [Fact]
    public void Numbers_its_lines_as_the_timeline_is_numbered()
    {
        var diagram = Diagram("Rejected");

        (
            diagram.Numbers("AuthorisingPayment", "BookingShipment"),
            diagram.Numbers("Compensating", "Compensating"),
            diagram.Numbers("BookingShipment", "CapturingPayment")
        ).ShouldBe(("3", "6", null));
    }

    [Theory]
    [InlineData("ReservingStock", "lit")]
    [InlineData("AwaitingReview", "dimmed")]
    [InlineData("BookingShipment", "here")]
    [InlineData("CapturingPayment", "open")]
    [InlineData("Completed", "open")]
    [InlineData("Compensating", "open")]
    public void Shows_where_an_order_was_is_and_may_still_come(string state, string look) =>
        Diagram("BookingShipment").Look(state).ShouldBe(look);

    [Theory]
    [InlineData("AuthorisingPayment", "BookingShipment", "lit")]
    [InlineData("AuthorisingPayment", "Compensating", "dimmed")]
    [InlineData("BookingShipment", "CapturingPayment", "open")]
    [InlineData("Dispatching", "Completed", "open")]
    public void Draws_lines_by_whether_they_were_taken_or_may_be(string from, string to, string look) =>
        Diagram("BookingShipment").Look(from, to).ShouldBe(look);

    [Fact]
    public void Dims_all_that_an_ended_order_did_not_go_through() =>
        Workflow
            .States.Where(state => Diagram("Completed").Look(state) == "dimmed")
            .ShouldBe(
                ["AwaitingReview", "Compensating", "CompensationFailed", "Cancelled", "Rejected"],
                ignoreOrder: true
            );

    [Fact]
    public void Says_what_may_follow() =>
        Diagram("AwaitingReview")
            .Next.Select(transition => transition.Event)
            .Distinct()
            .ShouldBe(
                [nameof(ApprovePayment), nameof(RejectPayment), nameof(CancelOrder), nameof(StepDeadlineExpired)],
                ignoreOrder: true
            );

    [Fact]
    public void Has_a_line_for_every_transition_of_the_machine() =>
        new WorkflowLayout(Workflow)
            .Routes.Select(route => (route.From, route.To))
            .ShouldBe(
                Workflow
                    .Transitions.Where(transition => transition.From != "Initial")
                    .Select(transition => (transition.From, transition.To))
                    .Distinct(),
                ignoreOrder: true
            );

    [Fact]
    public void Lets_no_line_cross_a_state()
    {
        var layout = new WorkflowLayout(Workflow);

        layout
            .Routes.SelectMany(route => route.Points.Zip(route.Points.Skip(1)), (route, stretch) => (route, stretch))
            .SelectMany(
                line => layout.Boxes.Where(box => Crosses(line.stretch.First, line.stretch.Second, box)),
                (line, box) => $"{line.route.From} to {line.route.To} crosses {box.State}"
            )
            .ShouldBeEmpty();
    }

    [Fact]
    public void Fits_a_telephone() =>
        new WorkflowLayout(Workflow).Width.ShouldBeLessThan(
            360,
            "at 310 px of a telephone its letters are then at least 12 px high"
        );

    [Fact]
    public void Draws_a_workflow_that_it_has_never_seen()
    {
        var workflow = new WorkflowDescribed
        {
            Version = 7,
            States = ["Asking", "Thinking", "Answering", "Done", "Forgotten"],
            Ends = ["Done", "Forgotten"],
            Transitions =
            [
                new()
                {
                    From = "Initial",
                    Event = "Ask",
                    To = "Asking",
                },
                new()
                {
                    From = "Asking",
                    Event = "Think",
                    To = "Thinking",
                },
                new()
                {
                    From = "Asking",
                    Event = "Answer",
                    To = "Answering",
                },
                new()
                {
                    From = "Thinking",
                    Event = "Answer",
                    To = "Answering",
                },
                new()
                {
                    From = "Answering",
                    Event = "Doubt",
                    To = "Asking",
                },
                new()
                {
                    From = "Answering",
                    Event = "Accept",
                    To = "Done",
                },
                new()
                {
                    From = "Thinking",
                    Event = "Tire",
                    To = "Forgotten",
                },
            ],
        };

        var layout = new WorkflowLayout(workflow);

        (layout.Boxes.Count, layout.Routes.Count).ShouldBe((5, 6));
    }

    private static OrderDiagram Diagram(string state) =>
        new OrderDiagram(
            Workflow,
            [
                .. Told.In(state, Guid.Empty)
                    .Select(told => new HistoryEntry
                    {
                        OrderId = told.OrderId,
                        Sequence = told.Sequence,
                        Event = told.Event,
                        From = told.From,
                        State = told.State,
                        Cause = told.Cause,
                        At = told.At,
                    }),
            ],
            state
        );

    private static bool Crosses((int X, int Y) begin, (int X, int Y) end, StateBox box) =>
        Math.Max(begin.X, end.X) > box.X
        && Math.Min(begin.X, end.X) < box.Right
        && Math.Max(begin.Y, end.Y) > box.Y
        && Math.Min(begin.Y, end.Y) < box.Bottom;
}
