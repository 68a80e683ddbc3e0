using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Payments;
using EventDriven.Steps;
using Shouldly;

namespace EventDriven.Services.Tests.RemoteSteps;

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
    public void The_first_outcome_and_the_first_request_stand()
    {
        Known().Request("Authorise", undoes: null, request: "1", Now);
        Known().Request("Authorise", undoes: null, request: "2", Now).Request.ShouldBe("1");
        Known().Record("Authorise", Done(), Now);

        Known().Record("Authorise", StepOutcome.Unanswered("Later"), Now).Outcome.ShouldBe(nameof(PaymentVoided));

        _saved.Count.ShouldBe(1);
    }

    [Fact]
    public void An_answer_of_a_newer_version_is_refused_in_words()
    {
        Known().Request("Authorise", undoes: null, request: null, Now);
        var record = Known().Record("Authorise", StepOutcome.Of(new NewerEvent()), Now);

        Should
            .Throw<InvalidOperationException>(() => record.ToAnswer(superseded: null))
            .Message.ShouldContain("was answered with NewerEvent, which this version cannot read");
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
}
