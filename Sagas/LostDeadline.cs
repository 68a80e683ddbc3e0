namespace EventDriven.Sagas;

/// <summary>
/// The deadline of an order that is past, and not among the scheduled messages: its row was deleted or set aside, or it
/// was sent, and the order has not consumed it.
/// </summary>
/// <param name="Token">Null if the order has lost that too.</param>
internal sealed record LostDeadline(
    Guid OrderId,
    string State,
    OrderStep? Step,
    int Attempt,
    Guid? Token,
    DateTime? DeadlineAt
);
