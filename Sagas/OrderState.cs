using EventDriven.Contracts;

namespace EventDriven.Sagas;

/// <summary>
/// One order: its state, the step that it waits for, and the effects that may have to be undone. It is kept after the
/// order's end.
/// </summary>
public sealed class OrderState : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = null!;

    /// <summary>OrderStateMachine.Version when the order began.</summary>
    public int MachineVersion { get; set; }

    /// <summary>
    /// Of the history: higher if the order began again, because this database had lost it or a part of its history.
    /// </summary>
    public int Epoch { get; set; } = 1;

    /// <summary>
    /// Of the latest history entry. Also the concurrency token, because each change of an order adds an entry, except a
    /// cancellation that is kept.
    /// </summary>
    public int Sequence { get; set; }

    public string CustomerId { get; set; } = "";

    public string Email { get; set; } = "";

    public IReadOnlyList<OrderLine> Lines { get; set; } = [];

    /// <summary>The provider's token for the means of payment.</summary>
    public string PaymentToken { get; set; } = "";

    /// <summary>Null if a cancellation arrived before the order.</summary>
    public PostalAddress? ShipTo { get; set; }

    /// <summary>Null until Inventory has priced the lines.</summary>
    public Money? Total { get; set; }

    /// <summary>
    /// The step that the order waits for; null after its end. In CompensationFailed, the undo that was not confirmed.
    /// </summary>
    public OrderStep? Step { get; set; }

    /// <summary>Of the step, from 1.</summary>
    public int Attempt { get; set; }

    /// <summary>Of the StepDeadlineExpired that ends the present wait: any other is ignored.</summary>
    public Guid? DeadlineTokenId { get; set; }

    /// <summary>
    /// When the present wait ends (UTC), or when its lost deadline was sent again, which is looked at then; null if the
    /// order does not wait.
    /// </summary>
    public DateTime? DeadlineAt { get; set; }

    /// <summary>Also true if the request was too late. Only the first request counts.</summary>
    public bool CancelRequested { get; set; }

    public string? CancelReason { get; set; }

    /// <summary>
    /// The steps that undo what may have been done, latest first: names of <see cref="OrderStep" />, separated by
    /// blanks. A step counts once its command is sent, because it may be performed even if no answer arrives.
    /// </summary>
    public string PendingUndo { get; set; } = "";

    /// <summary>Null unless the order is being, or was, undone.</summary>
    public OrderOutcome? Outcome { get; set; }

    /// <summary>Why the order is being, or was, undone; for the customer.</summary>
    public string? Reason { get; set; }

    /// <summary>When the entry API accepted the order (UTC).</summary>
    public DateTimeOffset SubmittedAt { get; set; }

    /// <summary>When the latest history entry was made (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>When the order entered its state (UTC); null before its first state.</summary>
    public DateTimeOffset? StateSince { get; set; }

    /// <summary>
    /// The span that handled SubmitOrder, whose trace is that of the order: a <c>traceparent</c> of W3C Trace Context.
    /// Null if nothing was traced.
    /// </summary>
    public string? TraceParent { get; set; }

    /// <summary>Only the entries that were added since the order was loaded.</summary>
    public ICollection<OrderHistoryEntry> History { get; } = [];

    /// <summary>Null if nothing is left to undo.</summary>
    /// <exception cref="InvalidOperationException">
    /// A later version stored the step, during a rolling upgrade. The message is redelivered for some minutes, so that
    /// the later version can consume it.
    /// </exception>
    internal OrderStep? NextUndo =>
        Undo is not [var next, ..] ? null
        : Enum.TryParse<OrderStep>(next, out var step) ? step
        : throw new InvalidOperationException(
            $"Order {CorrelationId} is to be undone by {next}, which this version of the service does not know. "
                + "Deploy the version that stored it; if the message has failed by then, retry it in the console."
        );

    /// <summary>
    /// Whether the dispatch was given up and the carrier has not answered the cancellation: the parcel may leave. Only
    /// past the pivot is the shipment cancelled before payment and stock are given back.
    /// </summary>
    internal bool MayBeDispatched =>
        Step == OrderStep.CancelShipment
        && Undo.Contains(nameof(OrderStep.RefundPayment))
        && Undo.Contains(nameof(OrderStep.ReleaseStock));

    /// <summary>A step of an order to be cancelled is not sent again. An undo always is.</summary>
    internal bool IsStepWanted => NeedsPrice || !CancelRequested || Outcome is not null;

    /// <summary>
    /// The order began again, and may have been dispatched before: only with its price and its stock can it be
    /// completed, so Inventory is asked until it answers.
    /// </summary>
    internal bool NeedsPrice => Epoch > 1 && Total is null && Step == OrderStep.ReserveStock;

    /// <summary>
    /// The deadline of a wait that began with the present message. Published with the history entry, and not stored.
    /// </summary>
    internal DateTimeOffset? NewDeadline { get; set; }

    internal string Participant => OrderSteps.Of(Step!.Value).Participant;

    internal IReadOnlyList<string> Undo => PendingUndo.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The event of a history entry, as far as the entry is stored.</summary>
    internal OrderStatusChanged Describe(OrderHistoryEntry entry) =>
        new()
        {
            OrderId = entry.OrderId,
            Epoch = entry.Epoch,
            Sequence = entry.Sequence,
            State = entry.To,
            Cause = entry.Cause,
            At = entry.At,
            Event = entry.Event,
            From = entry.From,
            MessageId = entry.MessageId,
            ConversationId = entry.ConversationId,
            MachineVersion = MachineVersion,
            CustomerId = CustomerId,
            SubmittedAt = SubmittedAt,
            Lines = entry.Sequence == 1 ? Lines : null,
        };

    /// <summary>The event of the latest entry, with what else is known of the order.</summary>
    /// <param name="deadline">Of the wait that began with the entry; null if none did.</param>
    internal OrderStatusChanged DescribeLatest(
        OrderHistoryEntry entry,
        DateTimeOffset? deadline,
        SagaOptions options
    ) =>
        Describe(entry) with
        {
            StateSince = StateSince,
            Reason = Reason,
            Total = Total,
            Undo = Undo,
            Pending = deadline is null
                ? null
                : new()
                {
                    Step = $"{Step}",
                    Participant = Participant,
                    Attempt = Attempt,
                    MaxAttempts = OrderSteps.Of(Step!.Value).HasAttempts && !NeedsPrice ? options.MaxAttempts : null,
                    Until = deadline.Value,
                },
        };

    internal void Accept(SubmitOrder order)
    {
        MachineVersion = OrderStateMachine.Version;
        CustomerId = order.CustomerId;
        Email = order.Email;
        Lines = order.Lines;
        PaymentToken = order.PaymentToken;
        ShipTo = order.ShipTo;
        SubmittedAt = order.SubmittedAt;
        Epoch = order.Epoch ?? 1;
        if (Epoch > 1)
            BeginAgain();
    }

    // What the lost part of the history did is not known, so every step may have been performed. As after a dispatch
    // that was given up, nothing is given back before the carrier has confirmed that the parcel will not leave.
    private void BeginAgain()
    {
        (Sequence, Total, Outcome, Reason) = (0, null, null, null);
        PendingUndo = string.Join(' ', OrderSteps.Undos);
        UndoFirst(OrderStep.CancelShipment);
    }

    internal void Begin(OrderStep step)
    {
        Step = step;
        Attempt = 1;
        // Known already if the order has begun again.
        if (OrderSteps.Of(step).UndoneBy is { } undo && !Undo.Contains($"{undo}"))
            UndoFirst(undo);
    }

    /// <summary>Nothing is left to undo of a step that was refused, or whose undo was confirmed.</summary>
    internal void Clear(OrderStep step) =>
        PendingUndo = string.Join(' ', Undo.Except([$"{OrderSteps.Of(step).UndoneBy ?? step}"]));

    internal void RequestCancel(string reason)
    {
        CancelRequested = true;
        CancelReason = reason;
    }

    /// <summary>Decides the outcome. A cancellation takes precedence over a failure after it.</summary>
    internal void TurnBack(string? reason)
    {
        Outcome = CancelRequested ? OrderOutcome.Cancelled : OrderOutcome.Rejected;
        Reason = CancelRequested ? CancelReason : reason;
    }

    /// <summary>
    /// Decides to undo an order past the pivot. Nothing is given back before the carrier has confirmed that the parcel
    /// will not leave. An earlier cancellation was refused, so it does not count.
    /// </summary>
    internal void GiveUpDispatch(string reason)
    {
        (Outcome, Reason) = (OrderOutcome.Rejected, reason);
        UndoFirst(OrderStep.CancelShipment);
    }

    /// <summary>The carrier had the parcel before the cancellation: nothing is undone.</summary>
    /// <exception cref="InvalidOperationException">
    /// The parcel was not to be dispatched any more, or never: the payment or the stock was given back.
    /// </exception>
    internal void GoOnDispatched()
    {
        if (!MayBeDispatched)
            throw new InvalidOperationException(
                $"The parcel of order {CorrelationId} is with the carrier, but the order is being undone and waits for "
                    + $"{Step}. Compare the order with the carrier's records."
            );
        (Outcome, Reason) = (null, null);
    }

    internal void End() => Step = null;

    private void UndoFirst(OrderStep undo) => PendingUndo = string.Join(' ', [$"{undo}", .. Undo.Except([$"{undo}"])]);

    internal StepDeadlineExpired Deadline() =>
        new()
        {
            OrderId = CorrelationId,
            Step = $"{Step}",
            Attempt = Attempt,
            Token = DeadlineTokenId,
        };
}
