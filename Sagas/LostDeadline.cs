namespace EventDriven.Sagas;

/// <summary>
/// A deadline that is over, although its order still waits, and that the scheduler will not send. Its row was deleted
/// or set aside, or the message was sent and the order did not consume it.
/// </summary>
/// <param name="Token">Null if the order has no token either.</param>
internal sealed record LostDeadline(
    Guid OrderId,
    string State,
    OrderStep? Step,
    int Attempt,
    Guid? Token,
    DateTime? DeadlineAt
);
