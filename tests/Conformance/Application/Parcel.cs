using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>A second saga in the same context, whose state is a number.</summary>
public class Parcel : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public int CurrentState { get; set; }
}
