namespace EventDriven.Services.Tests.RemoteSteps;

/// <summary>Where a call to a remote party is held up or broken.</summary>
public enum Where
{
    BeforeItIsServed,
    AfterItIsServed,
}
