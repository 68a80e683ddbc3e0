using EventDriven.Payments;
using EventDriven.Payments.Domain;
using EventDriven.ServiceDefaults;
using EventDriven.ServiceDefaults.RemoteSteps;
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
        var requested = new PaymentStep { OrderId = Guid.NewGuid(), Step = PaymentSteps.Authorise };
        await using (var scope = services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
            await db.Database.EnsureCreatedAsync(Cancel);
            db.Add(requested);
            await db.SaveChangesAsync(Cancel);
        }

        var first = new TaskCompletionSource();
        var group = new GroupCommit<PaymentsDbContext, Guid, PaymentStep>(
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
            (_, steps) =>
            {
                var step = steps.Single();
                if (step.Status == RemoteStepStatus.Requested)
                    step.Status = RemoteStepStatus.Done;
                return step;
            },
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
        (await recorded).Status.ShouldBe(RemoteStepStatus.Done);
        await using var after = services.CreateAsyncScope();
        var stored = after.ServiceProvider.GetRequiredService<PaymentsDbContext>().Steps.AsNoTracking();
        (await stored.SingleAsync(Cancel)).Status.ShouldBe(RemoteStepStatus.Done, "what was told was saved");
    }
}
