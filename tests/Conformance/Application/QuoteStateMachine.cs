using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

public sealed class QuoteStateMachine : MassTransitStateMachine<Quote>
{
    public QuoteStateMachine(QuoteOptions options)
    {
        InstanceState(quote => quote.CurrentState);
        Event(() => Asked, e => e.CorrelateById(context => context.Message.QuoteId));
        Request(
            () => Price,
            quote => quote.PriceRequestId,
            request =>
            {
                request.ServiceAddress = new Uri("queue:prices");
                request.Timeout = options.Patience;
            }
        );

        Initially(
            When(Asked)
                .Then(context =>
                {
                    context.Saga.AskedRequestId = context.RequestId;
                    context.Saga.AskedResponseAddress = context.ResponseAddress?.ToString();
                })
                .Request(Price, context => new AskPrice(context.Saga.CorrelationId))
                .TransitionTo(Price!.Pending)
        );
        During(
            Price.Pending,
            When(Price.Completed).ThenAsync(context => Answer(context, context.Message.Price)),
            When(Price.Faulted).ThenAsync(context => Answer(context, "faulted")),
            When(Price.TimeoutExpired).ThenAsync(context => Answer(context, "too late"))
        );
    }

    public State Answered { get; } = null!;

    public Event<AskQuote> Asked { get; } = null!;

    public Request<Quote, AskPrice, PriceTold> Price { get; } = null!;

    private async Task Answer(BehaviorContext<Quote> context, string answer)
    {
        context.Saga.Answer = answer;
        var endpoint = await context.GetSendEndpoint(new Uri(context.Saga.AskedResponseAddress!));
        await endpoint.Send(new QuoteAnswered(context.Saga.CorrelationId, answer), send =>
            send.RequestId = context.Saga.AskedRequestId
        );
        await context.TransitionToState(Answered);
    }
}
