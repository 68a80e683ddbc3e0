using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>A saga with rows that belong to it.</summary>
public sealed class Order : SagaStateMachineInstance
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = null!;

    public string? Number { get; set; }

    public int Starts { get; set; }

    public int Changes { get; set; }

    /// <summary>
    /// The concurrency token, which the application counts itself: that works alike on each database.
    /// </summary>
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
