namespace EventDriven.Sagas.Tests.Support;

/// <summary>A message that waits for its time.</summary>
internal sealed record HeldMessage(Guid TokenId, DateTimeOffset Due, object Message);
