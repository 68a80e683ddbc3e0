using EventDriven.Contracts.Orders;
using EventDriven.Sagas.Tests.Support;
using Shouldly;
using Xunit;

namespace EventDriven.Sagas.Tests;

public sealed class When_commands_are_sent_once : Story
{
    protected override SagaOptions Options { get; } = new() { MaxAttempts = 1 };

    protected override Task Situation() => GoTo(OrderStates.AuthorisingPayment);

    [Fact]
    public async Task A_step_without_an_answer_is_given_up_at_its_first_deadline()
    {
        await DeadlinePasses();

        State.ShouldBe(OrderStates.Compensating);
        CauseOf<StepDeadlineExpired>().ShouldBe("Payments did not answer AuthorisePayment, sent once.");
    }
}
