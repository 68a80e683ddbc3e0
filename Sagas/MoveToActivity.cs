using System.Diagnostics;
using System.Text.Json;
using MassTransit.SagaStateMachine;
using MassTransit.Serialization;

namespace EventDriven.Sagas;

/// <summary>
/// Every transition and every note of an order: adds the next history entry and publishes it as OrderStatusChanged, in
/// the transaction of the change. Any other transition would be missing from both.
/// </summary>
/// <param name="to">Null for a note.</param>
internal sealed class MoveToActivity<TMessage>(
    OrderStateMachine machine,
    State? to,
    Func<BehaviorContext<OrderState, TMessage>, string> cause
) : IStateMachineActivity<OrderState, TMessage>
    where TMessage : class
{
    private readonly TransitionActivity<OrderState>? _transition = to is null
        ? null
        : new TransitionActivity<OrderState>(machine.GetState(to.Name), machine.Accessor);

    public async Task Execute(BehaviorContext<OrderState, TMessage> context, IBehavior<OrderState, TMessage> next)
    {
        var order = context.Saga;
        var from = order.CurrentState;
        if (_transition is not null)
            await _transition.Execute(context, Behavior.Empty<OrderState, TMessage>());

        order.Sequence++;
        order.UpdatedAt = machine.Time.GetUtcNow();
        Observe(context, from);
        if (order.CurrentState != from)
            order.StateSince = order.UpdatedAt;
        var entry = new OrderHistoryEntry
        {
            OrderId = order.CorrelationId,
            Epoch = order.Epoch,
            Sequence = order.Sequence,
            Event = typeof(TMessage).Name,
            From = from,
            To = order.CurrentState,
            Cause = cause(context),
            MessageId = context.MessageId,
            ConversationId = context.ConversationId,
            At = order.UpdatedAt,
        };
        order.History.Add(entry);
        await context.Publish(
            order.DescribeLatest(entry, order.NewDeadline, machine.Options) with
            {
                Message =
                    context.Message is SubmitOrder
                        ? null
                        : JsonSerializer.Serialize(context.Message, SystemTextJsonMessageSerializer.Options),
                TraceId = Activity.Current?.TraceId.ToHexString(),
            }
        );
        order.NewDeadline = null;

        await next.Execute(context);
    }

    // The span also shows a change that is rolled back. The meter counts after the commit.
    private void Observe(BehaviorContext<OrderState, TMessage> context, string from)
    {
        var order = context.Saga;
        var asked = order.NewDeadline is null ? null : order.Step?.ToString();
        if (context.TryGetPayload<OrderMeterFilter.Changes>(out var changes))
            changes.Add(
                new(
                    from,
                    order.CurrentState,
                    order.UpdatedAt - order.StateSince,
                    asked,
                    Late: context.Message is StepDeadlineExpired late && IsLast(late) ? late.Step : null
                )
            );

        if (Activity.Current is not { IsAllDataRequested: true } span)
            return;

        var tags = new ActivityTagsCollection
        {
            ["eventdriven.order.sequence"] = order.Sequence,
            ["eventdriven.order.event"] = typeof(TMessage).Name,
            ["eventdriven.order.from"] = from,
            ["eventdriven.order.state"] = order.CurrentState,
        };
        if (asked is not null)
        {
            tags["eventdriven.order.step"] = asked;
            tags["eventdriven.order.attempt"] = order.Attempt;
        }

        span.AddEvent(new ActivityEvent("order.changed", order.UpdatedAt, tags));
    }

    // An order to be cancelled stops waiting before the last attempt, which is no fault of the participant.
    private bool IsLast(StepDeadlineExpired late) =>
        late.Attempt >= machine.Options.MaxAttempts || OrderSteps.Of(Enum.Parse<OrderStep>(late.Step)).IsReview;

    public Task Faulted<TException>(
        BehaviorExceptionContext<OrderState, TMessage, TException> context,
        IBehavior<OrderState, TMessage> next
    )
        where TException : Exception => next.Faulted(context);

    public void Accept(StateMachineVisitor visitor) => visitor.Visit(this, _ => _transition?.Accept(visitor));

    public void Probe(ProbeContext context)
    {
        var scope = context.CreateScope(to is null ? "note" : "moveTo");
        if (to is not null)
            scope.Add("state", to.Name);
    }
}
