using EventDriven.Contracts.Payments;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Payments;

public class When_payments_runs_on_sqlite(Servers servers) : PaymentsTest(servers)
{
    private protected override Task<Databases> CreateDatabasesAsync(Servers servers) =>
        Task.FromResult(Databases.OnSqlite());

    [Fact]
    public async Task An_order_is_paid_and_paid_back()
    {
        await Payments.AskAsync<PaymentReviewRequired>(Authorise(TestTokens.Review));
        await Payments.AskAsync<PaymentCaptured>(Capture());
        await Payments.AskAsync<PaymentRefunded>(Refund());
        await Payments.AskAsync<PaymentVoided>(Void());

        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Captured 59.80 EUR", "Refunded 59.80 EUR"]);
    }

    [Fact]
    public async Task A_void_overtakes_an_authorisation_in_flight()
    {
        var gate = Calls.Hold("Authorise", Where.AfterItIsServed);
        var authorisation = await Payments.SendAsync(Authorise());
        await gate.ReachedAsync();

        await Payments.AskAsync<PaymentVoided>(Void());
        gate.Open();

        await Payments.AnswerAsync<PaymentDeclined>(authorisation);
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Voided 59.80 EUR"]);
    }

    [Fact]
    public async Task Copies_at_once_have_one_effect_and_one_answer()
    {
        var sent = new List<Guid>();
        for (var i = 0; i < 20; i++)
            sent.Add(await Payments.SendAsync(Authorise(TestTokens.Flaky)));

        var answers = new HashSet<Answer<PaymentAuthorised>>();
        foreach (var conversation in sent)
            answers.Add(await Payments.AnswerAsync<PaymentAuthorised>(conversation));

        answers.Count.ShouldBe(1);
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);
    }
}
