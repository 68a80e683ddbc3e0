using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

public sealed class OrderStateMachine : MassTransitStateMachine<Order>
{
    public OrderStateMachine(Script script)
    {
        InstanceState(order => order.CurrentState);
        Event(
            () => Start,
            e =>
            {
                e.CorrelateById(context => context.Message.OrderId);
                if (!script.InsertsOnInitial)
                    return;

                e.InsertOnInitial = true;
                e.SetSagaFactory(context => new Order
                {
                    CorrelationId = context.Message.OrderId,
                    CurrentState = nameof(Initial),
                });
            }
        );
        Event(
            () => Change,
            e =>
            {
                e.CorrelateById(context => context.Message.OrderId);
                if (script.MissingOrder != null)
                    e.OnMissingInstance(missing => script.MissingOrder(missing));
            }
        );
        Event(() => ChangeByNumber, e => e.CorrelateBy((order, context) => order.Number == context.Message.Number));
        Event(() => Close, e => e.CorrelateById(context => context.Message.OrderId));
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
                    context.Saga.Number = context.Message.Number;
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
                .ThenAsync(context => script.Change(context))
                .Publish(context => new OrderChanged(context.Saga.CorrelationId, context.Saga.Changes)),
            When(ChangeByNumber).Then(context => Count(context.Saga)),
            When(Look)
                .Then(context => context.Saga.Changes++)
                .Respond(context => new OrderView(
                    context.Saga.CorrelationId,
                    context.Saga.Changes,
                    context.Saga.Entries.Count
                )),
            When(Close).Finalize()
        );
        if (script.CompletesWhenFinal)
            SetCompletedWhenFinalized();
    }

    public State Open { get; } = null!;

    public Event<StartOrder> Start { get; } = null!;

    public Event<ChangeOrder> Change { get; } = null!;

    public Event<ChangeOrdersOfNumber> ChangeByNumber { get; } = null!;

    public Event<CloseOrder> Close { get; } = null!;

    public Event<LookAtOrder> Look { get; } = null!;

    private static void Count(Order order)
    {
        order.Changes++;
        order.Enter("changed");
    }
}
