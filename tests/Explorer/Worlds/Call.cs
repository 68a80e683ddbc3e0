using EventDriven.Steps;

namespace EventDriven.Explorer.Worlds;

/// <summary>A copy of a command whose consumer calls a remote party. The request is recorded.</summary>
/// <param name="IsServed">Whether the party has served the request, or the step had an outcome already.</param>
/// <param name="Outcome">What the party answered; null if it was not called.</param>
/// <param name="Answer">The recorded answer as it was read with the request; null if there was none.</param>
internal sealed record Call(Message Message, bool IsServed, StepOutcome? Outcome, StepAnswer? Answer = null);
