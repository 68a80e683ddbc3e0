using EventDriven.Payments;
using EventDriven.Payments.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.Steps;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Database;

public sealed class When_a_decision_of_a_group_throws(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_others_are_decided_from_the_database_and_saved()
    {
        await using var database = await servers.CreateDatabaseAsync("payments", Cancel);
        await using var services = new ServiceCollection()
            .AddDbContext<PaymentsDbContext>(options => options.UseNpgsql(database.ConnectionString))
            .BuildServiceProvider();
        var requested = new StepRecord
        {
            OrderId = Guid.NewGuid(),
            Step = PaymentSteps.Authorise,
            RequestedAt = DateTimeOffset.UnixEpoch,
        };
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
            await db.Database.EnsureCreatedAsync(Cancel);
            db.Add(requested);
            await db.SaveChangesAsync(Cancel);
        }

        var first = new TaskCompletionSource();
        var group = new GroupedDecisions<PaymentsDbContext, Guid, StepRecord>(
            services.GetRequiredService<IServiceScopeFactory>(),
            async (db, orders) =>
            {
                await first.Task;
                return await db.Steps.Where(step => orders.Contains(step.OrderId)).ToListAsync();
            },
            step => step.OrderId
        );

        // While the first decision is read, the two others form the next group.
        var before = group.DecideAsync(Guid.NewGuid(), (_, _) => true, assumed: null, Cancel);
        var recorded = group.DecideAsync(
            requested.OrderId,
            (db, steps) =>
                new KnownSteps(requested.OrderId, steps, added => db.Add(added)).Record(
                    PaymentSteps.Authorise,
                    StepOutcome.Unanswered("Done"),
                    DateTimeOffset.UnixEpoch
                ),
            assumed: [requested],
            Cancel
        );
        var thrown = group.DecideAsync<bool>(
            Guid.NewGuid(),
            (_, _) => throw new InvalidOperationException("malformed"),
            assumed: [],
            Cancel
        );
        first.SetResult();

        await Task.WhenAll(before, recorded);
        await Should.ThrowAsync<InvalidOperationException>(thrown);
        (await recorded).Outcome.ShouldBe("Done");
        await using var after = services.CreateAsyncScope();
        var stored = after.ServiceProvider.GetRequiredService<PaymentsDbContext>().Steps.AsNoTracking();
        (await stored.SingleAsync(Cancel)).Outcome.ShouldBe("Done", "what was told was saved");
    }
}
