using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using MassTransit;

namespace EventDriven.Sagas;

/// <summary>
/// One order on its way: where it stands, what it waits for, and which effects it may have left behind. Changed by
/// OrderStateMachine alone; kept after the order's end.
/// </summary>
public sealed class OrderState : SagaStateMachineInstance
{
    /// <summary>The order's id.</summary>
    public Guid CorrelationId { get; set; }

    /// <summary>The state's name.</summary>
    public string CurrentState { get; set; } = null!;

    /// <summary>
    /// The version of the machine that the order began under (OrderStateMachine.Version at that time).
    /// </summary>
    public int MachineVersion { get; set; }

    /// <summary>
    /// The sequence of the latest history entry. Nothing changes an order without an entry, so this is also the token
    /// of optimistic concurrency.
    /// </summary>
    public int Sequence { get; set; }

    /// <summary>The customer, as the client named them.</summary>
    public string CustomerId { get; set; } = null!;

    /// <summary>Where the customer is told how the order ended.</summary>
    public string Email { get; set; } = null!;

    /// <summary>What is ordered.</summary>
    public IReadOnlyList<OrderLine> Lines { get; set; } = [];

    /// <summary>The provider's token for the means of payment.</summary>
    public string PaymentToken { get; set; } = null!;

    /// <summary>Where the parcel goes.</summary>
    public PostalAddress ShipTo { get; set; } = null!;

    /// <summary>What the lines cost together; null until Inventory has said so.</summary>
    public Money? Total { get; set; }

    /// <summary>
    /// What the order waits for; null once it has ended. In CompensationFailed, the undo that was not confirmed.
    /// </summary>
    public OrderStep? Step { get; set; }

    /// <summary>How many times the step's command has been sent, from 1.</summary>
    public int Attempt { get; set; }

    /// <summary>The scheduled StepDeadlineExpired of the present wait, by which it can be cancelled.</summary>
    public Guid? DeadlineTokenId { get; set; }

    /// <summary>
    /// A cancellation was asked for, whether or not it could still be granted: the first asking counts, others are
    /// duplicates.
    /// </summary>
    public bool CancelRequested { get; set; }

    /// <summary>Why it was asked for, in the words of who did.</summary>
    public string? CancelReason { get; set; }

    /// <summary>
    /// The steps that would undo what may have been done, latest first: names of <see cref="OrderStep" />, separated by
    /// blanks. A step counts from the moment when its command is sent, because it may be performed even if no answer
    /// ever arrives.
    /// </summary>
    public string PendingUndo { get; set; } = "";

    /// <summary>How the order will end, or has ended, once it is being undone; null while it goes well.</summary>
    public OrderOutcome? Outcome { get; set; }

    /// <summary>Why it is being, or was, undone, fit for the customer's eyes; null while it goes well.</summary>
    public string? Reason { get; set; }

    /// <summary>When the entry API accepted the order (UTC).</summary>
    public DateTimeOffset SubmittedAt { get; set; }

    /// <summary>When the latest history entry was made (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When the order entered its state (UTC); null before its first state.</summary>
    public DateTimeOffset? StateSince { get; set; }

    /// <summary>
    /// The span that handled SubmitOrder, as a <c>traceparent</c> of W3C Trace Context: everything about the order
    /// belongs to its trace. Null if nothing was traced.
    /// </summary>
    public string? TraceParent { get; set; }

    /// <summary>
    /// The order's history, as far as it is in memory. It is not loaded with the order: it is there to be added to, and
    /// what is added is saved with the order.
    /// </summary>
    public ICollection<OrderHistoryEntry> History { get; } = [];

    /// <summary>The next step of the compensation; null when nothing is left to undo.</summary>
    /// <exception cref="InvalidOperationException">
    /// This version does not know the step. A later version stored it, during a rolling upgrade. The message is
    /// redelivered for some minutes, so that the later version can consume it, and then it is a failed message.
    /// </exception>
    internal OrderStep? NextUndo =>
        Undo is not [var next, ..] ? null
        : Enum.TryParse<OrderStep>(next, out var step) ? step
        : throw new InvalidOperationException(
            $"Order {CorrelationId} is to be undone by {next}, which this version of the service does not know. "
                + "Deploy the version that stored it; if the message has failed by then, retry it in the console."
        );

    /// <summary>
    /// Nobody asks again for a step that is cancelled. An undo, in contrast, must be done whoever wants it.
    /// </summary>
    internal bool IsStepWanted => !CancelRequested || Outcome is not null;

    /// <summary>
    /// The end of the wait that began with the message in hand; null when none did. Not stored: it is told with the
    /// history's entry.
    /// </summary>
    internal DateTimeOffset? NewDeadline { get; set; }

    /// <summary>Who performs the step that the order waits for.</summary>
    internal string Participant => OrderSteps.Of(Step!.Value).Participant;

    /// <summary>The names in <see cref="PendingUndo" />.</summary>
    internal IReadOnlyList<string> Undo => PendingUndo.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    internal void Accept(SubmitOrder order)
    {
        MachineVersion = OrderStateMachine.Version;
        CustomerId = order.CustomerId;
        Email = order.Email;
        Lines = order.Lines;
        PaymentToken = order.PaymentToken;
        ShipTo = order.ShipTo;
        SubmittedAt = order.SubmittedAt;
    }

    /// <summary>Begins to wait for a step.</summary>
    internal void Begin(OrderStep step)
    {
        Step = step;
        Attempt = 1;
        if (OrderSteps.Of(step).UndoneBy is { } undo)
            PendingUndo = string.Join(' ', [$"{undo}", .. Undo.Except([$"{undo}"])]);
    }

    /// <summary>Nothing is left of the step: it was refused, or it is an undo that was confirmed.</summary>
    internal void Clear(OrderStep step) =>
        PendingUndo = string.Join(' ', Undo.Except([$"{OrderSteps.Of(step).UndoneBy ?? step}"]));

    internal void RequestCancel(string reason)
    {
        CancelRequested = true;
        CancelReason = reason;
    }

    /// <summary>
    /// Decides how the order will end and why: a cancel that came first outweighs the failure that came after it.
    /// </summary>
    internal void TurnBack(string? reason)
    {
        Outcome = CancelRequested ? OrderOutcome.Cancelled : OrderOutcome.Rejected;
        Reason = CancelRequested ? CancelReason : reason;
    }

    internal void End() => Step = null;
}
