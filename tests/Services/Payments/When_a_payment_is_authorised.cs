using EventDriven.Contracts.Payments;
using EventDriven.Payments;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Payments;

public class When_a_payment_is_authorised(Servers servers) : PaymentsTest(servers)
{
    [Fact]
    public async Task An_accepted_card_has_the_amount_set_aside()
    {
        var answer = await Payments.AskAsync<PaymentAuthorised>(Authorise(TestTokens.Accepted));

        answer.Message.OrderId.ShouldBe(OrderId);
        answer.Message.AuthorisationId.ShouldNotBeEmpty();
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);
    }

    [Theory]
    [InlineData(TestTokens.Declined, "The card was declined.")]
    [InlineData(TestTokens.InsufficientFunds, "There are not enough funds on the card.")]
    [InlineData("tok_of_nobody", "The provider does not know this means of payment.")]
    public async Task A_refused_card_has_nothing_set_aside_and_the_customer_is_told_why(string token, string reason)
    {
        var answer = await Payments.AskAsync<PaymentDeclined>(Authorise(token));

        answer.Message.Reason.ShouldBe(reason);
        (await LedgerAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_reason_and_a_reference_of_any_length_are_told()
    {
        Calls.Change = answer => answer with { Reason = new string('r', 6_000), Reference = new string('a', 1_500) };

        var answer = await Payments.AskAsync<PaymentReviewRequired>(Authorise(TestTokens.Review));

        answer.Message.Reason.Length.ShouldBe(6_000);
        answer.Message.AuthorisationId.Length.ShouldBe(1_500);
    }

    [Fact]
    public async Task A_missing_or_negative_amount_is_refused_and_nothing_is_recorded()
    {
        var missing = Authorise() with { Amount = null! };
        var negative = Authorise() with
        {
            Amount = new() { Amount = -5, Currency = "EUR" },
        };

        await Payments.AskAsync<Fault<AuthorisePayment>>(missing);
        var refused = await Payments.AskAsync<Fault<AuthorisePayment>>(negative);
        await Payments.AskAsync<Fault<CapturePayment>>(
            Capture() with
            {
                Amount = new() { Amount = 5, Currency = "EURO" },
            }
        );

        refused.Message.Exceptions[0].Message.ShouldContain("its amount is -5.00 EUR");
        (
            await QueryAsync((PaymentsDbContext db) => db.Steps.AnyAsync(TestContext.Current.CancellationToken))
        ).ShouldBeFalse();
        (await LedgerAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_token_of_any_length_is_answered()
    {
        await Payments.AskAsync<PaymentDeclined>(Authorise(new string('x', 10_000)));

        (await LedgerAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_card_to_be_reviewed_has_the_amount_set_aside_and_says_what_to_look_at()
    {
        var answer = await Payments.AskAsync<PaymentReviewRequired>(Authorise(TestTokens.Review));

        answer.Message.Reason.ShouldNotBeEmpty();
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);
    }

    [Fact]
    public async Task A_provider_that_is_unavailable_twice_is_asked_a_third_time_and_authorises_once()
    {
        await Payments.AskAsync<PaymentAuthorised>(Authorise(TestTokens.Flaky));

        var request = await QueryAsync(
            (ProviderLedgerDbContext ledger) => ledger.Requests.SingleAsync(TestContext.Current.CancellationToken)
        );
        request.FailedTries.ShouldBe(2);
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);
    }

    [Fact]
    public async Task A_late_provider_has_authorised_at_once_and_answers_everybody_when_it_is_time()
    {
        var first = await Payments.SendAsync(Authorise(TestTokens.Late));
        await Time.UntilWaitingAsync(1);
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);

        Time.Advance(TimeSpan.FromSeconds(10));
        var again = await Payments.SendAsync(Authorise(TestTokens.Late));
        await Time.UntilWaitingAsync(2);
        Payments.CountPublished(first).ShouldBe(0, "The provider has not answered yet.");

        Time.Advance(TimeSpan.FromSeconds(5));
        var answer = await Payments.AnswerAsync<PaymentAuthorised>(first);
        (await Payments.AnswerAsync<PaymentAuthorised>(again)).ShouldBe(answer);
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);
    }

    [Fact]
    public async Task A_late_provider_keeps_no_other_order_waiting()
    {
        var late = new List<Guid>();
        for (var i = 0; i < 20; i++)
            late.Add(await Payments.SendAsync(Authorise(TestTokens.Late) with { OrderId = Guid.NewGuid() }));
        await Time.UntilWaitingAsync(20);

        await Payments.AskAsync<PaymentAuthorised>(Authorise());

        late.Sum(Payments.CountPublished).ShouldBe(0);
        Time.Advance(TimeSpan.FromSeconds(15));
    }
}
