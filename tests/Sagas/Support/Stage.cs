using EventDriven.Contracts.Orders;

namespace EventDriven.Sagas.Tests.Support;

/// <summary>One step of the scenario: the state, the command that is sent, and the answer that leads on.</summary>
internal sealed record Stage(string State, Type Command, Type Answer)
{
    /// <summary>The command that undoes the step; null if nothing does.</summary>
    public Type? Undo { get; init; }

    /// <summary>The answer to <see cref="Undo" />.</summary>
    public Type? Undone { get; init; }

    public OrderStep Step => Enum.Parse<OrderStep>(Command.Name);
}
