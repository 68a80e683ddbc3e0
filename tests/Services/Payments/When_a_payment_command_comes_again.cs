using EventDriven.Contracts.Payments;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.SimulatedParties;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Payments;

public class When_a_payment_command_comes_again(Servers servers) : PaymentsTest(servers)
{
    [Fact]
    public async Task Each_step_is_done_once_and_answered_the_same_with_the_same_message_id()
    {
        await AnsweredTheSameTwice<PaymentAuthorised>(Authorise());
        await AnsweredTheSameTwice<PaymentCaptured>(Capture());
        await AnsweredTheSameTwice<PaymentRefunded>(Refund());
        await AnsweredTheSameTwice<PaymentVoided>(Void());

        // Nothing was open any more, so the void entered nothing.
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR", "Captured 59.80 EUR", "Refunded 59.80 EUR"]);
    }

    [Theory]
    [InlineData(TestTokens.Declined)]
    [InlineData(TestTokens.InsufficientFunds)]
    public async Task A_refusal_is_remembered_as_a_refusal(string token)
    {
        await AnsweredTheSameTwice<PaymentDeclined>(Authorise(token));
        await AnsweredTheSameTwice<CaptureFailed>(Capture());
    }

    [Fact]
    public async Task The_provider_is_not_asked_again_once_its_answer_is_recorded()
    {
        await AnsweredTheSameTwice<PaymentReviewRequired>(Authorise(TestTokens.Review));

        Calls.Count("Authorise").ShouldBe(1);
    }

    [Fact]
    public async Task Fifty_copies_at_once_on_two_replicas_have_one_effect_and_one_answer()
    {
        var other = await StartReplicaAsync();
        var gate = Calls.Hold("Authorise", Where.BeforeItIsServed);

        var here = new List<Guid>();
        var there = new List<Guid>();
        for (var i = 0; i < 25; i++)
        {
            here.Add(await Payments.SendAsync(Authorise()));
            there.Add(await other.SendAsync(Authorise()));
        }
        await gate.ReachedAsync();
        gate.Open();

        var answers = new HashSet<Answer<PaymentAuthorised>>();
        foreach (var conversation in here)
            answers.Add(await Payments.AnswerAsync<PaymentAuthorised>(conversation));
        foreach (var conversation in there)
            answers.Add(await other.AnswerAsync<PaymentAuthorised>(conversation));

        answers.Count.ShouldBe(1, "Every copy is answered alike, so that the saga's inbox keeps one.");
        (await LedgerAsync()).ShouldBe(["Authorised 59.80 EUR"]);
    }

    private async Task AnsweredTheSameTwice<TAnswer>(object command)
        where TAnswer : class
    {
        var first = await Payments.AskAsync<TAnswer>(command);
        var second = await Payments.AskAsync<TAnswer>(command);

        second.MessageId.ShouldBe(first.MessageId);
        second.Message.ShouldBe(first.Message);
    }
}
