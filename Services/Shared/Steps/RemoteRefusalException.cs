namespace EventDriven.Steps;

/// <summary>
/// A remote party refused a step that the workflow requests only when it is possible. An operator has to look at it.
/// </summary>
public sealed class RemoteRefusalException(StepRecord step, string? reason)
    : Exception($"{step.Step} of order {step.OrderId} was refused, which the workflow does not expect: {reason}");
