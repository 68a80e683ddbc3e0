using MassTransit;

namespace EventDriven.Persistence.Tests.Application;

public sealed class OrderStateMachine : MassTransitStateMachine<Order>
{
    public OrderStateMachine(OrderStateMachineOptions options)
    {
        InstanceState(order => order.CurrentState);
        Event(
            () => Start,
            e =>
            {
                e.CorrelateById(context => context.Message.OrderId);
                if (!options.InsertsOnInitial)
                    return;

                e.InsertOnInitial = true;
                e.SetSagaFactory(context => new Order
                {
                    CorrelationId = context.Message.OrderId,
                    CurrentState = "Initial",
                });
            }
        );
        Event(() => Change, e => e.CorrelateById(context => context.Message.OrderId));
        Event(
            () => Finish,
            e =>
            {
                e.CorrelateById(context => context.Message.OrderId);
                e.OnMissingInstance(missing => missing.Fault());
            }
        );
        Event(
            () => Look,
            e =>
            {
                e.CorrelateById(context => context.Message.OrderId);
                e.ReadOnly = true;
            }
        );

        Initially(
            When(Start)
                .Then(context =>
                {
                    context.Saga.Starts++;
                    context.Saga.Enter("started");
                })
                .Publish(context => new OrderStarted(context.Saga.CorrelationId))
                .TransitionTo(Open)
        );
        During(
            Open,
            When(Start)
                .Then(context =>
                {
                    context.Saga.Starts++;
                    context.Saga.Enter("started again");
                }),
            When(Change)
                .Then(context => Count(context.Saga))
                .Publish(context => new OrderChanged(context.Saga.CorrelationId, context.Saga.Changes)),
            When(Look)
                .Then(context => Count(context.Saga))
                .Respond(context => new OrderView(context.Saga.CorrelationId, context.Saga.Changes)),
            When(Finish).Finalize()
        );
        SetCompletedWhenFinalized();
    }

    public State Open { get; } = null!;

    public Event<StartOrder> Start { get; } = null!;

    public Event<ChangeOrder> Change { get; } = null!;

    public Event<FinishOrder> Finish { get; } = null!;

    public Event<LookAtOrder> Look { get; } = null!;

    private static void Count(Order order)
    {
        order.Changes++;
        order.Enter("changed");
    }
}
