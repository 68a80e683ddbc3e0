using EventDriven.Contracts.Payments;
using EventDriven.Payments;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Services.Tests.Payments;

public sealed class When_another_session_holds_a_step(Servers servers) : PaymentsTest(servers)
{
    // Without a command timeout, a group that waits for the row does not end by itself.
    private protected override async Task<Databases> CreateDatabasesAsync(Servers servers)
    {
        var databases = await base.CreateDatabasesAsync(servers);
        databases.Settings["ConnectionStrings:Payments"] += ";Command Timeout=0";
        return databases;
    }

    [Fact]
    public async Task Only_that_order_waits()
    {
        var cancel = TestContext.Current.CancellationToken;
        var gate = Calls.Hold("Authorise", Where.BeforeItIsServed);
        var locked = await Payments.SendAsync(Authorise());
        await gate.ReachedAsync();
        List<Guid> others = [];
        await using (var scope = Payments.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<PaymentsDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            await db.Database.ExecuteSqlAsync($"SET LOCAL idle_in_transaction_session_timeout = 0", cancel);
            await db
                .Steps.FromSql($"""SELECT * FROM "Steps" WHERE "OrderId" = {OrderId} FOR UPDATE""")
                .ToListAsync(cancel);
            gate.Open();

            for (var order = 0; order < 50; order++)
                others.Add(
                    await Payments.SendAsync(
                        new AuthorisePayment
                        {
                            OrderId = Guid.NewGuid(),
                            Amount = Price,
                            PaymentToken = TestTokens.Accepted,
                        }
                    )
                );
            foreach (var other in others)
                await Payments.AnswerAsync<PaymentAuthorised>(other);
        }

        await Payments.AnswerAsync<PaymentAuthorised>(locked);
    }
}
