namespace EventDriven.PlantedBugs;

/// <summary>The recorded steps of the participants.</summary>
internal static class StepBugs
{
    private const string Known = "Services/Shared/Steps/KnownSteps.cs";
    private const string Record = "Services/Shared/Steps/StepRecord.cs";
    private const string Remote = "Services/Shared/Steps/RemoteSteps.cs";

    public static readonly Bug[] All =
    [
        new(
            "fresh-answer-id",
            "Each repetition of an answer has a new MessageId.",
            Catcher.Explorer,
            new Edit(
                Record,
                "? new StepAnswer(AnswerId, JsonSerializer.Deserialize(Answer, type)!)",
                "? new StepAnswer(PLANTED ? Guid.NewGuid() : AnswerId, JsonSerializer.Deserialize(Answer, type)!)"
            )
        ),
        new(
            "fresh-idempotency-key",
            "Each call for a capture has a new idempotency key, so a repetition is refused.",
            Catcher.Explorer,
            new Edit(
                Record,
                "IdempotencyKey => $\"{OrderId}:{Step}\";",
                "IdempotencyKey => PLANTED && Step == \"Capture\" ? $\"{Guid.NewGuid()}\" : $\"{OrderId}:{Step}\";"
            )
        ),
        new(
            "shared-idempotency-key",
            "All steps of an order have the same idempotency key.",
            Catcher.Explorer,
            new Edit(Record, ": $\"{OrderId}:{Step}\";", ": PLANTED ? $\"{OrderId}\" : $\"{OrderId}:{Step}\";")
        ),
        new(
            "undo-does-not-supersede",
            "An undo does not supersede its action that is in flight.",
            Catcher.Explorer,
            new Edit(
                Known,
                "if (undoes is not null && (Find(undoes)",
                "if (undoes is not null && !PLANTED && (Find(undoes)"
            )
        ),
        new(
            "action-after-its-undo",
            "An undo that overtakes its action leaves no record of it, so the action is performed afterwards.",
            Catcher.Explorer,
            new Edit(
                Known,
                "?? Add(New(undoes, now, epoch))) is",
                "?? (PLANTED ? null : Add(New(undoes, now, epoch)))) is"
            )
        ),
        new(
            "effect-repeated",
            "A repeated command has its effect again.",
            Catcher.Explorer,
            new Edit(
                Known,
                "if (record.Outcome is null) record.End(StepOutcome.Of(effect()), now);",
                """
                if (PLANTED || record.Outcome is null)
                    record.End(StepOutcome.Of(effect()), now);
                """
            )
        ),
        new(
            "outcome-overwritten",
            "The outcome of a call replaces one that was recorded before.",
            Catcher.Test("Steps", "When_steps_are_decided.The_first_outcome_and_the_first_request_stand"),
            new Edit(
                Known,
                "if (record.Outcome is null) record.End(outcome, now);",
                """
                if (PLANTED || record.Outcome is null)
                    record.End(outcome, now);
                """
            )
        ),
        new(
            "refusal-not-recorded",
            "A refusal by the remote party is not recorded, so the command is never answered.",
            Catcher.Explorer,
            new Edit(
                Known,
                "|| record.Outcome is null) record.End(outcome, now);",
                """
                || (record.Outcome is null && !(PLANTED && outcome.Name == "PaymentDeclined")))
                    record.End(outcome, now);
                """
            )
        ),
        new(
            "record-of-another-step",
            "The latest record of the order is used, although it is of another step.",
            Catcher.Explorer,
            new Edit(
                Known,
                "Find(string step) => _records.Find(record => record.Step == step);",
                "Find(string step) => _records.FindLast(record => PLANTED || record.Step == step);"
            )
        ),
        new(
            "request-of-the-latest-command",
            "The request of a repeated command replaces the recorded one, under the same idempotency key.",
            Catcher.Test("Steps", "When_steps_are_decided.The_first_outcome_and_the_first_request_stand"),
            new Edit(
                Known,
                "if (Find(step) is { } known) {",
                """
                if (PLANTED && Find(step) is { Outcome: null, Request: not null } old && old.Request != request)
                    _records.Remove(old);
                if (Find(step) is { } known)
                {
                """
            )
        ),
        new(
            "undone-step-answered-again",
            "A step that is undone repeats its recorded answer to an order that began again.",
            Catcher.ExplorerWithRestore,
            new Edit(
                Known,
                "undoneAs is not null && _records.Exists(",
                "!PLANTED && undoneAs is not null && _records.Exists("
            )
        ),
        new(
            "undo-of-an-earlier-epoch",
            "An undo that the lost history had asked for is performed although the order has begun again since.",
            Catcher.Test("Steps", "When_steps_are_decided.An_undo_that_an_earlier_epoch_asked_for_comes_too_late"),
            new Edit(Known, "_records.Exists(other => other.Epoch", "!PLANTED && _records.Exists(other => other.Epoch")
        ),
        new(
            "one-answer-id-for-each-epoch",
            "An order that began again gets the answers to two commands for the same step under one id.",
            Catcher.ExplorerWithRestore,
            new Edit(
                "Services/Shared/Steps/StepAnswer.cs",
                "commandId.TryWriteBytes(command);",
                """
                if (PLANTED)
                    command[15] = (byte)epoch;
                else
                    commandId.TryWriteBytes(command);
                """
            )
        ),
        new(
            "outcome-not-stored",
            "The answer is published, and the outcome of the step is never stored.",
            Catcher.Test(
                "Services",
                "Payments.When_payments_runs_on_sqlite.A_void_overtakes_an_authorisation_in_flight"
            ),
            new Edit(
                Remote,
                "record = await RecordAsync(step, record, outcome, lease, cancellationToken);",
                """
                if (PLANTED)
                    new KnownSteps(step.OrderId, [record], _ => { }).Record(step.Name, outcome, clock.GetUtcNow());
                else
                    record = await RecordAsync(step, record, outcome, lease, cancellationToken);
                """
            )
        ),
        new(
            "no-lease",
            "Copies of a message call a party without idempotency keys at the same time, so a mail is sent twice.",
            Catcher.Test(
                "Services",
                "Notifications.When_an_end_is_told_again.By_many_copies_at_once_the_customer_gets_one_mail"
            ),
            new Edit(
                Remote,
                "var isFree = record.Outcome is not null",
                "var isFree = PLANTED || record.Outcome is not null"
            )
        ),
    ];
}
