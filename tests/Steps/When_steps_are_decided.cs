using System.Text.Json;
using EventDriven.Contracts.Inventory;

namespace EventDriven.Steps.Tests;

/// <summary>The decisions alone: records in, records and answer out.</summary>
public sealed class When_steps_are_decided
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Guid _orderId = Guid.NewGuid();
    private readonly List<StepRecord> _saved = [];
    private int _effects;

    [Fact]
    public void A_local_step_has_one_effect_and_one_answer()
    {
        var first = Reserve();
        var again = Reserve();

        _effects.ShouldBe(1);
        again.ShouldBeSameAs(first);
        var answer = again.ToAnswer(superseded: null)!;
        answer.MessageId.ShouldBe(first.AnswerId);
        answer.Event.ShouldBeOfType<StockReleased>().OrderId.ShouldBe(_orderId);
    }

    [Fact]
    public void An_action_after_its_undo_has_no_effect_and_its_own_answer()
    {
        Known().Perform("Release", undoes: "Reserve", Effect, Now);

        var late = Reserve();

        _effects.ShouldBe(1, "that of the undo");
        late.Outcome.ShouldBe(StepRecord.Superseded);
        late.ToAnswer(() => new PaymentVoided { OrderId = _orderId })!.Event.ShouldBeOfType<PaymentVoided>();
    }

    [Fact]
    public void An_undo_leaves_the_answer_of_its_action()
    {
        var action = Reserve();

        Known().Perform("Release", undoes: "Reserve", Effect, Now);

        action.Outcome.ShouldBe(nameof(StockReleased));
        _effects.ShouldBe(2);
    }

    [Fact]
    public void An_action_is_refused_once_its_undo_is_confirmed()
    {
        var first = Known().Request("Authorise", undoes: null, request: null, Now);
        Known().Record("Authorise", StepOutcome.Of(new StockReleased { OrderId = _orderId }), Now);
        Known().Request("Void", undoes: "Authorise", request: null, Now);
        Refused("Authorise").ShouldBeOfType<StockReleased>("the undo may still be refused");

        Known().Record("Void", Done(), Now);

        Refused("Authorise").ShouldBeOfType<string>();
        first.Outcome.ShouldBe(nameof(StockReleased), "what is recorded stays");

        object Refused(string step) =>
            Known()
                .Request(step, undoes: null, request: null, Now, undoneAs: nameof(PaymentVoided))
                .ToAnswer(() => "refused")!
                .Event;
    }

    [Fact]
    public void A_local_action_is_refused_once_its_undo_is_confirmed()
    {
        Reserve();
        Known().Perform("Release", undoes: "Reserve", Effect, Now);

        var again = Known().Perform("Reserve", undoes: null, Effect, Now, undoneAs: nameof(StockReleased));

        again.ToAnswer(() => "refused")!.Event.ShouldBe("refused");
        _effects.ShouldBe(2, "of the action and of its undo");
    }

    [Fact]
    public void An_action_in_flight_is_superseded_by_its_undo_whatever_the_party_answers()
    {
        Known().Request("Authorise", undoes: null, request: "1", Now).Outcome.ShouldBeNull();
        Known().Request("Void", undoes: "Authorise", request: null, Now).Outcome.ShouldBeNull();

        var record = Known().Record("Authorise", Done(), Now);

        record.Outcome.ShouldBe(StepRecord.Superseded);
        record.Request.ShouldBe("1");
        Known().Record("Void", Done(), Now).Outcome.ShouldBe(nameof(PaymentVoided));
    }

    [Fact]
    public void An_undo_that_an_earlier_epoch_asked_for_comes_too_late()
    {
        Known().Request("Authorise", undoes: null, request: null, Now);
        Known().Request("Authorise", undoes: null, request: null, Now, epoch: 2);

        var late = Known().Request("Void", undoes: "Authorise", request: null, Now, epoch: 1);

        (late.Outcome, late.ToAnswer(superseded: null)).ShouldBe((StepRecord.Superseded, null));
        Known().Find("Void").ShouldBeNull("the present epoch may ask for it");
        Known().Request("Void", undoes: "Authorise", request: null, Now, epoch: 2).Outcome.ShouldBeNull();
    }

    [Fact]
    public void The_first_outcome_and_the_first_request_stand()
    {
        Known().Request("Authorise", undoes: null, request: "1", Now);
        Known().Request("Authorise", undoes: null, request: "2", Now).Request.ShouldBe("1");
        Known().Record("Authorise", Done(), Now);

        Known().Record("Authorise", StepOutcome.Unanswered("Later"), Now).Outcome.ShouldBe(nameof(PaymentVoided));

        _saved.Count.ShouldBe(1);
    }

    [Fact]
    public void A_record_says_when_the_step_was_requested_and_answered()
    {
        var record = Known().Request("Authorise", undoes: null, request: null, Now);
        (record.OrderId, record.RequestedAt, record.AnsweredAt).ShouldBe((_orderId, Now, null));

        Known().Record("Authorise", Done(), Now.AddMinutes(1));

        (record.RequestedAt, record.AnsweredAt).ShouldBe((Now, Now.AddMinutes(1)));
    }

    [Fact]
    public void An_action_that_an_undo_overtook_is_recorded_with_it()
    {
        Known().Request("Void", undoes: "Authorise", request: null, Now);

        var action = Known().Find("Authorise").ShouldNotBeNull();
        (action.Outcome, action.Answer, action.AnsweredAt).ShouldBe((StepRecord.Superseded, null, Now));
        _saved.Count.ShouldBe(2);
    }

    [Fact]
    public void A_copy_of_the_undo_supersedes_nothing_more()
    {
        Known().Request("Void", undoes: "Authorise", request: null, Now);

        Known().Request("Void", undoes: "Authorise", request: null, Now.AddMinutes(1));

        Known().Find("Authorise").ShouldNotBeNull().AnsweredAt.ShouldBe(Now);
    }

    [Fact]
    public void A_superseded_step_has_no_answer_where_no_event_says_so()
    {
        Known().Perform("Release", undoes: "Reserve", Effect, Now);

        Reserve().ToAnswer(superseded: null).ShouldBeNull();
    }

    [Fact]
    public void An_outcome_without_an_event_has_no_answer()
    {
        Known().Request("SendMail", undoes: null, request: null, Now);

        var record = Known().Record("SendMail", StepOutcome.Unanswered("Sent"), Now);

        record.Outcome.ShouldBe("Sent");
        record.ToAnswer(superseded: null).ShouldBeNull();
    }

    [Fact]
    public void An_outcome_ends_the_lease()
    {
        Known().Request("SendMail", undoes: null, request: null, Now).LeasedUntil = Now;

        Known().Record("SendMail", StepOutcome.Unanswered("Sent"), Now).LeasedUntil.ShouldBeNull();
    }

    [Fact]
    public void An_outcome_of_a_step_that_nobody_requested_is_a_bug() =>
        Should
            .Throw<InvalidOperationException>(() => Known().Record("Authorise", Done(), Now))
            .Message.ShouldStartWith($"Authorise of order {_orderId} was called for");

    [Fact]
    public void A_request_is_read_as_it_was_recorded()
    {
        var record = Known().Request("Authorise", undoes: null, JsonSerializer.Serialize("5 EUR"), Now);

        record.ReadRequest<string>().ShouldBe("5 EUR");
    }

    [Fact]
    public void To_read_a_request_where_none_was_recorded_is_a_bug() =>
        Should
            .Throw<InvalidOperationException>(() =>
                Known().Request("Void", undoes: null, request: null, Now).ReadRequest<string>()
            )
            .Message.ShouldBe($"Void of order {_orderId} has no request.");

    [Fact]
    public void An_answer_of_a_newer_version_is_refused_in_words()
    {
        Known().Request("Authorise", undoes: null, request: null, Now);
        var record = Known().Record("Authorise", StepOutcome.Of(new NewerEvent()), Now);

        Should
            .Throw<InvalidOperationException>(() => record.ToAnswer(superseded: null))
            .Message.ShouldEndWith(
                "was answered with NewerEvent, which this version cannot read. "
                    + "Deploy the version that recorded it, and retry the message."
            );
    }

    [Fact]
    public void An_answer_that_has_changed_its_shape_is_refused_in_words()
    {
        Known().Request("Authorise", undoes: null, request: null, Now);
        var record = Known().Record("Authorise", StepOutcome.Of(new Changed.PaymentAuthorised(7)), Now);

        Should
            .Throw<InvalidOperationException>(() => record.ToAnswer(superseded: null))
            .InnerException.ShouldBeOfType<JsonException>();
    }

    // As the database holds it: each command reads the records anew.
    private KnownSteps Known() => new(_orderId, _saved.ToList(), _saved.Add);

    private StepRecord Reserve() => Known().Perform("Reserve", undoes: null, Effect, Now);

    private StockReleased Effect()
    {
        _effects++;
        return new StockReleased { OrderId = _orderId };
    }

    private StepOutcome Done() => StepOutcome.Of(new PaymentVoided { OrderId = _orderId });

    private sealed record NewerEvent;

    private static class Changed
    {
        public sealed record PaymentAuthorised(int AuthorisationId);
    }
}
