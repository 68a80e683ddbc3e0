using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>A saga that asks another service.</summary>
public sealed class Quote : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = null!;

    public Guid? PriceRequestId { get; set; }

    public Guid? AskedRequestId { get; set; }

    public string? AskedResponseAddress { get; set; }

    public string? Answer { get; set; }
}
