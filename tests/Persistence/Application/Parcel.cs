using MassTransit;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>A second saga in the same context.</summary>
public sealed class Parcel : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = null!;
}
