using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Conformance.Tests;

public sealed class When_a_saga_asks(Servers servers)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Theory, EachCombination]
    public async Task The_response_reaches_it(Database database, ConcurrencyMode mode) =>
        (
            await Answer(database, mode, Long, context =>
                context.RespondAsync(new PriceTold(context.Message.QuoteId, "9.80"))
            )
        ).ShouldBe("9.80");

    [Theory, EachCombination]
    public async Task The_fault_reaches_it(Database database, ConcurrencyMode mode) =>
        (await Answer(database, mode, Long, _ => throw new InvalidOperationException("No."))).ShouldBe("faulted");

    [Theory, EachCombination]
    public async Task Its_patience_ends(Database database, ConcurrencyMode mode) =>
        (await Answer(database, mode, TimeSpan.FromMilliseconds(50), _ => Task.CompletedTask)).ShouldBe("too late");

    private async Task<string> Answer(
        Database database,
        ConcurrencyMode mode,
        TimeSpan patience,
        Func<ConsumeContext<AskPrice>, Task> prices
    )
    {
        await using var store = await Store.Create(servers, database);
        await store.CreateTables<QuoteDbContext>();
        await using var quotes = await TestApplication.Start(store, setup =>
        {
            setup.Retries = 3;
            setup.Services.AddDbContext<QuoteDbContext>(store.Use);
            setup.Services.AddSingleton(new QuoteOptions(patience)).AddSingleton(prices);
            setup.Endpoint = (context, _, endpoint) => endpoint.UseEntityFrameworkOutbox<QuoteDbContext>(context);
            setup
                .WithOutbox<QuoteDbContext>()
                .WithSaga<QuoteStateMachine, Quote>("quotes", repository =>
                {
                    repository.ConcurrencyMode = mode;
                    repository.ExistingDbContext<QuoteDbContext>();
                })
                .Bus(bus => bus.AddConsumer<PriceConsumer>().Endpoint(e => e.Name = "prices"));
        });
        var quote = Guid.NewGuid();

        var response = await quotes
            .Bus.CreateRequestClient<AskQuote>(new Uri("queue:quotes"))
            .GetResponse<QuoteAnswered>(new AskQuote(quote), TestContext.Current.CancellationToken);

        response.Message.QuoteId.ShouldBe(quote);
        await quotes.Until<QuoteDbContext>(
            db =>
                db.Quotes.AnyAsync(q =>
                    q.CorrelationId == quote && q.CurrentState == "Answered" && q.Answer == response.Message.Answer
                ),
            "the answer is stored"
        );
        return response.Message.Answer;
    }

    public sealed class PriceConsumer(Func<ConsumeContext<AskPrice>, Task> prices) : IConsumer<AskPrice>
    {
        public Task Consume(ConsumeContext<AskPrice> context) => prices(context);
    }
}
