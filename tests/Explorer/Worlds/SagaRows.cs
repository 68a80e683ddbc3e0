using EventDriven.Contracts.Orders;
using EventDriven.Sagas;

namespace EventDriven.Explorer.Worlds;

/// <summary>The saga's database.</summary>
internal sealed class SagaRows
{
    /// <summary>Null before SubmitOrder. Replaced, and never changed in place.</summary>
    public OrderState? Order { get; set; }

    public List<OrderHistoryEntry> History { get; private init; } = [];

    /// <summary>The consumed messages, by id and, as in the databases, by type.</summary>
    public HashSet<(Guid Id, Type Type)> Inbox { get; private init; } = [];

    /// <summary>Committed messages that were not sent, or whose sender died before it removed them.</summary>
    public List<Message> Outbox { get; private init; } = [];

    /// <summary>Deadlines that were scheduled and neither fired nor cancelled.</summary>
    public List<Message> Deadlines { get; private init; } = [];

    /// <summary>The message id of the present wait's deadline; null if the order does not wait.</summary>
    public Guid? PresentDeadline { get; set; }

    /// <summary>The ends that were committed: OrderCompleted, OrderRejected or OrderCancelled.</summary>
    public List<string> Ends { get; private init; } = [];

    /// <summary>
    /// Whether a cancellation was consumed in time: before the payment was captured, or before the order began again.
    /// </summary>
    public bool IsCancelledInTime { get; set; }

    /// <summary>Whether the order was to be undone past the pivot.</summary>
    public bool IsGivenUp =>
        History.Exists(entry => entry is { From: OrderStates.Dispatching, To: OrderStates.Compensating });

    public string State => Order?.CurrentState ?? "Initial";

    /// <summary>Of an order in a new epoch, only what is of this epoch is looked at.</summary>
    public void BeginAgain(OrderState order)
    {
        History.Clear();
        Ends.Clear();
        IsCancelledInTime |= order.CancelRequested;
    }

    public SagaRows Copy() =>
        new()
        {
            Order = Order,
            History = [.. History],
            Inbox = [.. Inbox],
            Outbox = [.. Outbox],
            Deadlines = [.. Deadlines],
            PresentDeadline = PresentDeadline,
            Ends = [.. Ends],
            IsCancelledInTime = IsCancelledInTime,
        };
}
