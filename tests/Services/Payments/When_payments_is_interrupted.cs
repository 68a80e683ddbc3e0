using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using EventDriven.Payments;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Payments;

public class When_payments_is_interrupted(Servers servers) : PaymentsTest(servers)
{
    [Theory]
    [InlineData(Where.BeforeItIsServed)]
    [InlineData(Where.AfterItIsServed)]
    public async Task A_call_that_breaks_is_repeated_under_its_key_and_charges_once(Where where)
    {
        Calls.BreakOnce("Authorise", where);
        await Payments.AskAsync<PaymentAuthorised>(Authorise());
        Calls.BreakOnce("Capture", where);
        await Payments.AskAsync<PaymentCaptured>(Capture());
        Calls.BreakOnce("Refund", where);
        await Payments.AskAsync<PaymentRefunded>(Refund());

        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Captured 59.80 EUR", "Refunded 59.80 EUR"]);
        new[] { "Authorise", "Capture", "Refund" }.ShouldAllBe(operation => Calls.Count(operation) == 2);
    }

    [Theory]
    [InlineData(Where.BeforeItIsServed)]
    [InlineData(Where.AfterItIsServed)]
    public async Task A_replica_killed_during_the_capture_leaves_it_to_another_which_charges_once(Where where)
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());
        var gate = Calls.Hold("Capture", where);
        await Payments.SendAsync(Capture());
        await gate.ReachedAsync();
        await Payments.StopAsync();

        var other = await StartReplicaAsync();
        gate.Open();
        await other.AskAsync<PaymentCaptured>(Capture());

        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Captured 59.80 EUR"]);
    }

    [Fact]
    public async Task An_answer_that_could_not_be_published_is_published_later_without_asking_the_provider_again()
    {
        var broker = new BrokenBroker<PaymentAuthorised>(failures: 2);
        using var connected = Payments.Services.GetRequiredService<IBus>().ConnectPublishObserver(broker);

        var answer = await Payments.AskAsync<PaymentAuthorised>(Authorise());

        broker
            .MessageIds.ToArray()
            .ShouldBe(
                [answer.MessageId, answer.MessageId, answer.MessageId],
                "A repetition is known by its MessageId."
            );
        Calls.Count("Authorise").ShouldBe(1);
    }

    [Fact]
    public async Task A_replica_that_stops_gives_up_the_call_it_waits_for_and_another_takes_it_up()
    {
        await Payments.SendAsync(Authorise(TestTokens.Late));
        await Time.UntilWaitingAsync(1);

        await Payments.StopAsync();

        Time.Advance(TimeSpan.FromSeconds(15));
        var other = await StartReplicaAsync();
        await other.AskAsync<PaymentAuthorised>(Authorise(TestTokens.Late));
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);
    }

    [Fact]
    public async Task No_transaction_is_open_while_the_provider_is_asked()
    {
        foreach (
            var (operation, command) in new (string, object)[]
            {
                ("Authorise", Authorise()),
                ("Capture", Capture()),
                ("Refund", Refund()),
                ("Void", Void()),
            }
        )
        {
            var gate = Calls.Hold(operation, Where.BeforeItIsServed);
            var conversation = await Payments.SendAsync(command);
            await gate.ReachedAsync();

            (await QueryAsync((PaymentsDbContext db) => OpenTransactionsAsync(db))).ShouldBe(
                0,
                $"{operation} waits for the provider with a transaction open."
            );

            gate.Open();
            (await Payments.AnswerAsync(conversation)).Message.ShouldNotBeAssignableTo<Fault>();
        }
    }

    [Fact]
    public async Task The_intent_is_committed_before_the_provider_is_asked()
    {
        var gate = Calls.Hold("Authorise", Where.BeforeItIsServed);
        await Payments.SendAsync(Authorise());
        await gate.ReachedAsync();

        var step = await QueryAsync(
            (PaymentsDbContext db) => db.Steps.SingleAsync(TestContext.Current.CancellationToken)
        );

        step.Outcome.ShouldBeNull();
        step.ReadRequest<Money>().ShouldBe(Price);
        gate.Open();
    }

    private static Task<int> OpenTransactionsAsync(PaymentsDbContext db) =>
        db
            .Database.SqlQuery<int>(
                $"""
                SELECT count(*)::int AS "Value" FROM pg_stat_activity
                WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()
                """
            )
            .SingleAsync(TestContext.Current.CancellationToken);
}
