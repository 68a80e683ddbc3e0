using EventDriven.Contracts.Operations;
using EventDriven.Contracts.Orders;
using EventDriven.Sagas;
using Microsoft.Extensions.Options;

namespace EventDriven.Services.Tests.Operations;

/// <summary>What the saga publishes about orders, a second between entries, and about itself; and processes.</summary>
internal static class Told
{
    /// <summary>
    /// When the orders here were submitted, unless said otherwise: a minute before the first test that asks.
    /// </summary>
    public static readonly DateTimeOffset Submitted = new(
        DateTimeOffset.UtcNow.AddMinutes(-1).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond,
        TimeSpan.Zero
    );

    /// <summary>The description of the workflow, as the Orchestrator publishes it.</summary>
    public static readonly WorkflowDescribed Workflow = new OrderStateMachine(
        TimeProvider.System,
        Options.Create(new SagaOptions())
    ).Describe();

    /// <summary>The command that begins an order.</summary>
    public static SubmitOrder Submit(Guid orderId) =>
        new()
        {
            OrderId = orderId,
            CustomerId = "c-1",
            Email = "ada@example.com",
            Lines = [new() { Sku = "LAMP-1", Quantity = 2 }],
            PaymentToken = "tok_accepted",
            ShipTo = new()
            {
                Name = "Ada",
                Street = "Main Street 1",
                City = "Berlin",
                PostalCode = "10115",
                Country = "DE",
            },
            SubmittedAt = Submitted,
        };

    /// <summary>One entry.</summary>
    /// <param name="since">The entry with which the state began, if it is an earlier one.</param>
    public static OrderStatusChanged Entry(
        Guid orderId,
        int sequence,
        string from,
        string @event,
        string state,
        string? step = null,
        int attempt = 1,
        string? reason = null,
        int? since = null,
        params string[] undo
    ) =>
        new()
        {
            OrderId = orderId,
            Sequence = sequence,
            State = state,
            StateSince = Submitted.AddSeconds(since ?? sequence),
            Cause = $"Cause {sequence}.",
            Reason = reason,
            At = Submitted.AddSeconds(sequence),
            Event = @event,
            From = from,
            MessageId = Guid.NewGuid(),
            ConversationId = Guid.NewGuid(),
            TraceId = "0af7651916cd43dd8448eb211c80319c",
            MachineVersion = 1,
            CustomerId = "c-1",
            SubmittedAt = Submitted,
            Total = sequence == 1 ? null : new() { Amount = 59.8m, Currency = "EUR" },
            Lines = sequence == 1 ? [new() { Sku = "LAMP-1", Quantity = 2 }] : null,
            Pending = step is null
                ? null
                : new()
                {
                    Step = step,
                    Participant = step switch
                    {
                        "ReserveStock" or "ReleaseStock" => "Inventory",
                        "ReviewPayment" => "an operator",
                        "BookShipment" => "Shipping",
                        _ => "Payments",
                    },
                    Attempt = attempt,
                    Until = Submitted.AddSeconds(sequence).AddHours(1),
                },
            Undo = undo,
        };

    /// <summary>The entry with another time, at which the state begins.</summary>
    public static OrderStatusChanged At(this OrderStatusChanged entry, DateTimeOffset time) =>
        entry with
        {
            At = time,
            StateSince = time,
        };

    /// <summary>Submitted and waiting for Inventory.</summary>
    public static OrderStatusChanged[] Reserving(Guid orderId) =>
        [Entry(orderId, 1, "Initial", "SubmitOrder", "ReservingStock", "ReserveStock", undo: "ReleaseStock")];

    /// <summary>Waiting for Payments.</summary>
    public static OrderStatusChanged[] Authorising(Guid orderId) =>
        [
            .. Reserving(orderId),
            Entry(
                orderId,
                2,
                "ReservingStock",
                "StockReserved",
                "AuthorisingPayment",
                "AuthorisePayment",
                undo: ["VoidPayment", "ReleaseStock"]
            ),
        ];

    /// <summary>Waiting for an operator.</summary>
    public static OrderStatusChanged[] AwaitingReview(Guid orderId) =>
        [
            .. Authorising(orderId),
            Entry(
                orderId,
                3,
                "AuthorisingPayment",
                "PaymentReviewRequired",
                "AwaitingReview",
                "ReviewPayment",
                undo: ["VoidPayment", "ReleaseStock"]
            ),
        ];

    /// <summary>Waiting for the carrier.</summary>
    public static OrderStatusChanged[] Booking(Guid orderId) =>
        [
            .. Authorising(orderId),
            Entry(
                orderId,
                3,
                "AuthorisingPayment",
                "PaymentAuthorised",
                "BookingShipment",
                "BookShipment",
                undo: ["CancelShipment", "VoidPayment", "ReleaseStock"]
            ),
        ];

    /// <summary>Past the pivot.</summary>
    public static OrderStatusChanged[] Dispatching(Guid orderId) =>
        [
            .. Booking(orderId),
            Entry(orderId, 4, "BookingShipment", "ShipmentBooked", "CapturingPayment", "CapturePayment"),
            Entry(orderId, 5, "CapturingPayment", "PaymentCaptured", "Dispatching", "DispatchShipment"),
        ];

    /// <summary>Ended well.</summary>
    public static OrderStatusChanged[] Completed(Guid orderId) =>
        [.. Dispatching(orderId), Entry(orderId, 6, "Dispatching", "ShipmentDispatched", "Completed")];

    /// <summary>The carrier was asked twice and refused: the payment is voided, the stock not yet released.</summary>
    public static OrderStatusChanged[] Compensating(Guid orderId) =>
        [
            .. Booking(orderId),
            Entry(orderId, 4, "BookingShipment", "StepDeadlineExpired", "BookingShipment", "BookShipment", 2, since: 3),
            Entry(
                orderId,
                5,
                "BookingShipment",
                "ShipmentRefused",
                "Compensating",
                "VoidPayment",
                reason: "The carrier does not deliver there.",
                undo: ["VoidPayment", "ReleaseStock"]
            ),
            Entry(
                orderId,
                6,
                "Compensating",
                "PaymentVoided",
                "Compensating",
                "ReleaseStock",
                reason: "The carrier does not deliver there.",
                since: 5,
                undo: "ReleaseStock"
            ),
        ];

    /// <summary>And Inventory does not confirm it.</summary>
    public static OrderStatusChanged[] CompensationFailed(Guid orderId) =>
        [
            .. Compensating(orderId),
            Entry(
                orderId,
                7,
                "Compensating",
                "StepDeadlineExpired",
                "CompensationFailed",
                reason: "The carrier does not deliver there.",
                undo: "ReleaseStock"
            ),
        ];

    /// <summary>Ended in refusal.</summary>
    public static OrderStatusChanged[] Rejected(Guid orderId) =>
        [
            .. Compensating(orderId),
            Entry(
                orderId,
                7,
                "Compensating",
                "StockReleased",
                "Rejected",
                reason: "The carrier does not deliver there."
            ),
        ];

    /// <summary>A process of a service whose queue waits.</summary>
    public static ReplicaReported Waiting(string service) =>
        new()
        {
            Replica = Guid.NewGuid(),
            Host = "machine-1",
            Services = [service],
            StartedAt = DateTimeOffset.UtcNow,
            Status = "Degraded",
            Checks = [],
            Waits =
            [
                new()
                {
                    Queue = service,
                    Since = new DateTimeOffset(2026, 3, 1, 17, 10, 24, TimeSpan.Zero),
                    Reason = "the database refuses the login",
                },
            ],
            Backlogs = [],
            At = DateTimeOffset.UtcNow,
        };

    /// <summary>The history that ends in a state.</summary>
    public static OrderStatusChanged[] In(string state, Guid orderId) =>
        state switch
        {
            "ReservingStock" => Reserving(orderId),
            "AuthorisingPayment" => Authorising(orderId),
            "AwaitingReview" => AwaitingReview(orderId),
            "BookingShipment" => Booking(orderId),
            "CapturingPayment" => Dispatching(orderId)[..4],
            "Dispatching" => Dispatching(orderId),
            "Completed" => Completed(orderId),
            "Compensating" => Compensating(orderId),
            "CompensationFailed" => CompensationFailed(orderId),
            "Rejected" => Rejected(orderId),
            _ => throw new ArgumentException($"No history ends in {state}.", nameof(state)),
        };
}
