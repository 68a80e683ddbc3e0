using MassTransit;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>A saga with rows that belong to it, which are added and never loaded.</summary>
public sealed class Order : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = null!;

    public int Starts { get; set; }

    public int Changes { get; set; }

    public int Version { get; set; }

    public List<OrderEntry> Entries { get; } = [];

    public void Enter(string what)
    {
        Version++;
        Entries.Add(
            new OrderEntry
            {
                OrderId = CorrelationId,
                Sequence = Version,
                What = what,
            }
        );
    }
}
