using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

public sealed class ParcelStateMachine : MassTransitStateMachine<Parcel>
{
    public ParcelStateMachine()
    {
        InstanceState(parcel => parcel.CurrentState, Packed, Sent);
        Event(() => Started, e => e.CorrelateById(context => context.Message.OrderId));
        Event(() => Closed, e => e.CorrelateById(context => context.Message.OrderId));
        Initially(When(Started).TransitionTo(Packed));
        During(Packed, When(Closed).TransitionTo(Sent));
    }

    public State Packed { get; } = null!;

    public State Sent { get; } = null!;

    public Event<OrderStarted> Started { get; } = null!;

    public Event<CloseOrder> Closed { get; } = null!;
}
