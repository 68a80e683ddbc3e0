using EventDriven.Contracts.Payments;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Payments;

public class When_an_authorised_payment_is_captured(Servers servers) : PaymentsTest(servers)
{
    [Fact]
    public async Task The_amount_is_taken()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());

        var answer = await Payments.AskAsync<PaymentCaptured>(Capture());

        answer.Message.CaptureId.ShouldNotBeEmpty();
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Captured 59.80 EUR"]);
    }

    [Fact]
    public async Task A_reviewed_payment_is_taken_as_any_other()
    {
        await Payments.AskAsync<PaymentReviewRequired>(Authorise(TestTokens.Review));

        await Payments.AskAsync<PaymentCaptured>(Capture());

        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Captured 59.80 EUR"]);
    }

    [Fact]
    public async Task A_capture_that_the_bank_refuses_leaves_the_amount_set_aside_for_a_void()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise(TestTokens.CaptureFails));

        (await Payments.AskAsync<CaptureFailed>(Capture())).Message.Reason.ShouldBe(
            "The card's bank did not let the amount be captured."
        );
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);

        await Payments.AskAsync<PaymentVoided>(Void());
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Voided 59.80 EUR"]);
    }

    [Fact]
    public async Task More_than_was_set_aside_is_not_taken()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise());

        await Payments.AskAsync<CaptureFailed>(Capture() with { Amount = Price with { Amount = 59.81m } });

        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);
    }

    [Fact]
    public async Task What_was_never_authorised_is_not_taken()
    {
        await Payments.AskAsync<CaptureFailed>(Capture());

        (await LedgerAsync()).ShouldBeEmpty();
    }
}
