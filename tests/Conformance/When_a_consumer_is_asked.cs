using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests;

public sealed class When_a_consumer_is_asked(Servers servers)
{
    [Theory, EachCombination]
    public async Task The_response_comes_once_its_changes_are_committed(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithWork());
        shop.Script.Work = (context, _) => context.RespondAsync(new WorkDone(context.Message.Id, "response"));
        var work = Guid.NewGuid();

        var response = await shop
            .Bus.CreateRequestClient<DoWork>()
            .GetResponse<WorkDone>(new DoWork(work), TestContext.Current.CancellationToken);

        response.Message.ShouldBe(new WorkDone(work, "response"));
        (await shop.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
    }

    [Theory, EachCombination]
    public async Task A_failure_is_answered_with_the_fault(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup => setup.WithWork().Retries = 1);
        shop.Script.Work = (_, _) => throw new InvalidOperationException("No.");

        var failure = await Should.ThrowAsync<RequestFaultException>(() =>
            shop
                .Bus.CreateRequestClient<DoWork>()
                .GetResponse<WorkDone>(new DoWork(Guid.NewGuid()), TestContext.Current.CancellationToken)
        );

        failure.Fault!.Exceptions.ShouldHaveSingleItem().Message.ShouldBe("No.");
    }

    [Theory, EachCombination]
    public async Task A_question_that_is_delivered_again_gets_no_second_response(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await TestApplication.StartShop(store, setup =>
            setup.WithWork().Observe<QuoteAnswered>()
        );
        shop.Script.Work = (context, _) => context.RespondAsync(new QuoteAnswered(context.Message.Id, "response"));
        var (work, messageId, requestId) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        await Ask();
        var response = await shop.Sees<QuoteAnswered>(answered => answered.QuoteId == work, "the response comes");
        await Ask();
        shop.Script.Work = (_, _) => Task.CompletedTask;
        await shop.LaterWork();

        response.RequestId.ShouldBe(requestId);
        shop.Seen.All<QuoteAnswered>().Count.ShouldBe(1);

        Task Ask() => shop.Bus.Publish(new DoWork(work), context =>
            {
                context.MessageId = messageId;
                context.RequestId = requestId;
                context.ResponseAddress = new Uri("loopback://localhost/observe-QuoteAnswered");
            });
    }
}
