using EventDriven.Contracts.Payments;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Payments;

public class When_a_payment_is_undone(Servers servers) : PaymentsTest(servers)
{
    [Fact]
    public async Task An_authorised_amount_is_given_up()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());

        await Payments.AskAsync<PaymentVoided>(Void());

        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Voided 59.80 EUR"]);
    }

    [Fact]
    public async Task A_captured_amount_is_paid_back()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());
        await Payments.AskAsync<PaymentCaptured>(Capture());

        await Payments.AskAsync<PaymentRefunded>(Refund());

        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Captured 59.80 EUR", "Refunded 59.80 EUR"]);
    }

    [Fact]
    public async Task A_declined_payment_is_voided_with_nothing_to_do()
    {
        await Payments.AskAsync<PaymentDeclined>(Authorise(TestTokens.Declined));

        await Payments.AskAsync<PaymentVoided>(Void());

        (await LedgerAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_void_before_the_authorisation_succeeds_and_the_late_authorisation_is_declined()
    {
        await Payments.AskAsync<PaymentVoided>(Void());

        var answer = await Payments.AskAsync<PaymentDeclined>(Authorise());

        answer.Message.Reason.ShouldBe("The payment was voided.");
        (await LedgerAsync()).ShouldBeEmpty();
        (await Payments.AskAsync<PaymentDeclined>(Authorise())).ShouldBe(answer);
        Calls.Count("Authorise").ShouldBe(0);
    }

    [Fact]
    public async Task A_refund_before_the_capture_succeeds_and_the_late_capture_fails()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());
        await Payments.AskAsync<PaymentRefunded>(Refund());

        (await Payments.AskAsync<CaptureFailed>(Capture())).Message.Reason.ShouldBe("The payment was refunded.");
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);
    }

    [Fact]
    public async Task A_capture_after_the_void_fails()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());
        await Payments.AskAsync<PaymentVoided>(Void());

        (await Payments.AskAsync<CaptureFailed>(Capture())).Message.Reason.ShouldBe(
            "The payment was voided before it was captured."
        );
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Voided 59.80 EUR"]);
    }

    [Theory]
    [InlineData(Where.BeforeItIsServed, new string[0])]
    [InlineData(Where.AfterItIsServed, new[] { "Authorised 59.80 EUR", "Voided 59.80 EUR" })]
    public async Task An_authorisation_in_flight_is_overtaken_by_its_void_and_not_told_as_authorised(
        Where where,
        string[] ledger
    )
    {
        var gate = Calls.Hold("Authorise", where);
        var authorisation = await Payments.SendAsync(Authorise());
        await gate.ReachedAsync();

        await Payments.AskAsync<PaymentVoided>(Void());
        gate.Open();

        await Payments.AnswerAsync<PaymentDeclined>(authorisation);
        (await LedgerAsync()).ShouldBe(ledger);
    }

    [Theory]
    [InlineData(Where.BeforeItIsServed, new[] { "Authorised 59.80 EUR", "Voided 59.80 EUR" })]
    [InlineData(Where.AfterItIsServed, new[] { "Authorised 59.80 EUR", "Captured 59.80 EUR", "Refunded 59.80 EUR" })]
    public async Task A_capture_in_flight_is_overtaken_by_its_refund_and_not_told_as_captured(
        Where where,
        string[] ledger
    )
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());
        var gate = Calls.Hold("Capture", where);
        var capture = await Payments.SendAsync(Capture());
        await gate.ReachedAsync();

        await Payments.AskAsync<PaymentRefunded>(Refund());
        await Payments.AskAsync<PaymentVoided>(Void());
        gate.Open();

        await Payments.AnswerAsync<CaptureFailed>(capture);
        (await LedgerAsync()).ShouldBe(ledger);
    }

    [Fact]
    public async Task A_capture_in_flight_that_the_provider_served_before_a_void_is_told_as_captured()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());
        var gate = Calls.Hold("Capture", Where.AfterItIsServed);
        var capture = await Payments.SendAsync(Capture());
        await gate.ReachedAsync();

        await Payments.AskAsync<PaymentVoided>(Void());
        gate.Open();

        await Payments.AnswerAsync<PaymentCaptured>(capture);
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Captured 59.80 EUR"]);
    }

    [Fact]
    public async Task A_late_authorisation_is_voided_without_waiting_for_its_answer()
    {
        var authorisation = await Payments.SendAsync(Authorise(TestTokens.Late));
        await Time.UntilWaitingAsync(1);

        await Payments.AskAsync<PaymentVoided>(Void());
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Voided 59.80 EUR"]);

        Time.Advance(TimeSpan.FromSeconds(15));
        await Payments.AnswerAsync<PaymentDeclined>(authorisation);
    }

    [Fact]
    public async Task Authorisations_and_voids_at_once_on_two_replicas_leave_nothing_set_aside()
    {
        var other = await StartReplicaAsync();
        var sent = new List<(RemoteStepApp Replica, Guid Conversation)>();

        for (var i = 0; i < 25; i++)
        {
            var order = Guid.NewGuid();
            sent.Add((Payments, await Payments.SendAsync(Authorise() with { OrderId = order })));
            sent.Add((other, await other.SendAsync(new VoidPayment { OrderId = order })));
            sent.Add((other, await other.SendAsync(Authorise() with { OrderId = order })));
            sent.Add((Payments, await Payments.SendAsync(new VoidPayment { OrderId = order })));
        }
        foreach (var (replica, conversation) in sent)
            await replica.AnswerAsync(conversation);

        (await AuditAsync(PaymentsAudit.OpenAuthorisations)).ShouldBeEmpty();
        (await AuditAsync(PaymentsAudit.CapturedPerOrder)).ShouldBeEmpty();
    }
}
