using MassTransit;

namespace EventDriven.Scheduling.Tests;

public sealed class Alarm : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public Guid? TokenId { get; set; }

    public int Version { get; set; }
}
