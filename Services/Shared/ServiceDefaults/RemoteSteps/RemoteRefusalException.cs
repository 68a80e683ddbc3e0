namespace EventDriven.ServiceDefaults.RemoteSteps;

/// <summary>
/// A remote party refused a step that the workflow only asks for when it can be done: an error for an operator to look
/// at.
/// </summary>
/// <param name="step">The step.</param>
/// <param name="orderId">The order.</param>
/// <param name="reason">What the remote party said.</param>
public sealed class RemoteRefusalException(string step, Guid orderId, string? reason)
    : Exception($"{step} of order {orderId} was refused, which the workflow does not expect: {reason}");
