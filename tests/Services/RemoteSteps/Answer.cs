namespace EventDriven.Services.Tests.RemoteSteps;

/// <summary>An answer as it was published.</summary>
internal sealed record Answer<T>(T Message, Guid? MessageId);
