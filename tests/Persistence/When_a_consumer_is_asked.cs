using EventDriven.Persistence.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests;

public sealed class When_a_consumer_is_asked(Servers servers)
{
    [Theory, OnEachDatabase]
    public async Task The_response_comes_once_its_transaction_is_committed(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store);
        var work = Guid.NewGuid();
        process.Behaviour.Work = (context, _) => context.RespondAsync(new WorkDone(work));

        var client = process.Bus.CreateRequestClient<DoWork>();
        var response = await client.GetResponse<WorkDone>(new DoWork(work), TestContext.Current.CancellationToken);

        response.Message.Id.ShouldBe(work);
        (await process.Read(db => db.Effects.CountAsync(e => e.Of == work))).ShouldBe(1);
    }

    [Theory, OnEachDatabase]
    public async Task A_failure_is_answered_with_the_fault(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var process = await TestProcess.Start(store, settings => settings.Retries = 1);
        process.Behaviour.Work = (_, _) => throw new InvalidOperationException("No.");

        var client = process.Bus.CreateRequestClient<DoWork>();

        await Should.ThrowAsync<RequestFaultException>(() => client.GetResponse<WorkDone>(new DoWork(Guid.NewGuid()), TestContext.Current.CancellationToken));
    }
}
