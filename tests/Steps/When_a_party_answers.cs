namespace EventDriven.Steps.Tests;

/// <summary>What the answer of a remote party means depends on what the workflow knows.</summary>
public sealed class When_a_party_answers
{
    private static readonly Guid OrderId = Guid.NewGuid();

    private readonly List<StepRecord> _saved = [];

    [Fact]
    public void What_is_done_is_answered_with_its_reference() =>
        AnswerTo(RemoteAnswer.Done("auth-1"))
            .ShouldBe(new PaymentAuthorised { OrderId = OrderId, AuthorisationId = "auth-1" });

    [Fact]
    public void What_needs_a_review_is_answered_with_reference_and_reason() =>
        AnswerTo(RemoteAnswer.NeedsReview("auth-1", "Unusual."))
            .ShouldBe(
                new PaymentReviewRequired
                {
                    OrderId = OrderId,
                    AuthorisationId = "auth-1",
                    Reason = "Unusual.",
                }
            );

    [Fact]
    public void What_needs_a_review_is_done_for_a_workflow_without_one() =>
        AnswerTo(RemoteAnswer.NeedsReview("auth-1", "Unusual."), isReviewed: false)
            .ShouldBe(new PaymentAuthorised { OrderId = OrderId, AuthorisationId = "auth-1" });

    [Fact]
    public void What_is_refused_is_answered_with_the_reason() =>
        AnswerTo(RemoteAnswer.Refused("Declined."))
            .ShouldBe(new PaymentDeclined { OrderId = OrderId, Reason = "Declined." });

    [Fact]
    public void What_is_refused_unexpectedly_is_an_error_and_nothing_is_recorded()
    {
        Should
            .Throw<RemoteRefusalException>(() => AnswerTo(RemoteAnswer.Refused("Declined."), isRefusable: false))
            .Message.ShouldBe(
                $"Authorise of order {OrderId} was refused, which the workflow does not expect: Declined."
            );

        _saved.ShouldHaveSingleItem().Outcome.ShouldBeNull();
    }

    private object AnswerTo(RemoteAnswer answer, bool isRefusable = true, bool isReviewed = true)
    {
        var steps = new KnownSteps(OrderId, [], _saved.Add);
        var step = steps.Request("Authorise", undoes: null, request: null, DateTimeOffset.UnixEpoch);
        var outcome = answer.ToOutcome(
            step,
            done: reference => new PaymentAuthorised { OrderId = OrderId, AuthorisationId = reference! },
            refused: isRefusable ? reason => new PaymentDeclined { OrderId = OrderId, Reason = reason } : null,
            needsReview: isReviewed
                ? (reference, reason) =>
                    new PaymentReviewRequired
                    {
                        OrderId = OrderId,
                        AuthorisationId = reference,
                        Reason = reason,
                    }
                : null
        );
        return steps.Record("Authorise", outcome, DateTimeOffset.UnixEpoch).ToAnswer(superseded: null)!.Event;
    }
}
