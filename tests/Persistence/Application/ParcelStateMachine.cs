using MassTransit;

namespace EventDriven.Persistence.Tests.Application;

public sealed class ParcelStateMachine : MassTransitStateMachine<Parcel>
{
    public ParcelStateMachine()
    {
        InstanceState(parcel => parcel.CurrentState);
        Event(() => Started, e => e.CorrelateById(context => context.Message.OrderId));
        Initially(When(Started).TransitionTo(Packed));
    }

    public State Packed { get; } = null!;

    public Event<OrderStarted> Started { get; } = null!;
}
