namespace EventDriven.Operations.Orders;

/// <summary>The situation of an order, in one to three sentences.</summary>
/// <param name="Parts">The words; ages and countdowns are parts of their own.</param>
/// <param name="Tone">good, bad, warn (an operator should look) or busy (in progress).</param>
public sealed record OrderSentence(IReadOnlyList<SentencePart> Parts, string Tone)
{
    // The event that follows a deadline may still be on its way to the console.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public string Text => string.Concat(Parts.Select(part => part.Text));

    /// <summary>After a request to cancel, the current step is not retried.</summary>
    public static OrderSentence Of(
        TrackedOrder order,
        WorkflowDescribed? workflow,
        DateTimeOffset now,
        bool isCancelAsked = false
    )
    {
        var age = SentencePart.Age(order.StateSince, now);
        var isLast = order.Attempt >= order.MaxAttempts;
        return order.State switch
        {
            OrderStates.Completed => new([$"Completed in {Took(order)}."], "good"),
            OrderStates.Rejected or OrderStates.Cancelled => new(
                [$"{order.State} after {Took(order)}. All completed steps were undone.{Because(order)}"],
                order.State == OrderStates.Rejected ? "bad" : "warn"
            ),
            OrderStates.CompensationFailed => new(
                [
                    $"{NotUndone(order, workflow)} The order has been stopped for ",
                    age,
                    ". Fix the cause, then resume the compensation.",
                ],
                "bad"
            ),
            OrderStates.AwaitingReview => new(
                [
                    "Waiting for ",
                    age,
                    " for an operator to approve or reject the payment.",
                    .. Next(order, now, "Without a decision, the order is undone"),
                ],
                "warn"
            ),
            OrderStates.Compensating => new(
                [
                    "Being undone for ",
                    age,
                    $".{Because(order)}{(WaitsFor(order, workflow) is { } what ? $" Waiting for {what}." : "")}",
                    .. Next(order, now, isLast ? "Without an answer, the compensation fails" : "Next attempt"),
                ],
                "warn"
            ),
            _ => new(
                [
                    $"{(order.Participant is { } who ? $"Waiting for {who}" : Wording.Words(order.State))} for ",
                    age,
                    $"{Attempts(order)}.",
                    .. isCancelAsked
                        ? Next(order, now, "A cancellation was requested. The order is undone after the answer, or")
                        : Next(order, now, isLast ? "Without an answer, the order is undone" : "Next attempt"),
                ],
                isCancelAsked ? "warn" : "busy"
            ),
        };
    }

    /// <summary>Such as "Payments to take the payment"; null for nothing.</summary>
    public static string? WaitsFor(TrackedOrder order, WorkflowDescribed? workflow)
    {
        if (order.State == OrderStates.CompensationFailed)
            return "an operator to resume the compensation";
        if (order.Step is null)
            return null;
        var what = StepOf(workflow, order.Step) is { } step ? $" to {step.ToDo}" : $" ({order.Step})";
        return $"{order.Participant}{what}{(order.Attempt > 1 ? Attempts(order) : "")}";
    }

    public static WorkflowStep? StepOf(WorkflowDescribed? workflow, string step) =>
        workflow?.Steps?.FirstOrDefault(described => described.Step == step);

    private static string Attempts(TrackedOrder order) =>
        order.Attempt is null ? ""
        : order.MaxAttempts is null ? $" (attempt {order.Attempt})"
        : $" (attempt {order.Attempt} of {order.MaxAttempts})";

    private static string Took(TrackedOrder order) =>
        Wording.Length((order.EndedAt ?? order.UpdatedAt) - order.SubmittedAt);

    private static string Because(TrackedOrder order) =>
        order.Reason is { Length: > 0 } reason ? $" Reason: {reason.TrimEnd('.')}." : "";

    private static string NotUndone(TrackedOrder order, WorkflowDescribed? workflow) =>
        order.Undo.Split(' ') is not [{ Length: > 0 } undo, ..] ? "An undo was not confirmed."
        : StepOf(workflow, undo) is { } step
            ? $"{step.Participant} did not confirm the command to {step.ToDo} ({undo})."
        : $"The command {undo} was not confirmed.";

    private static SentencePart[] Next(TrackedOrder order, DateTimeOffset now, string what) =>
        order.WaitsUntil switch
        {
            null => [],
            { } until when now - until < Grace => [$" {what} ", SentencePart.Until(until, now), "."],
            { } until =>
            [
                " The deadline passed ",
                SentencePart.Age(until, now),
                " ago. Check that the Orchestrator is running.",
            ],
        };
}

/// <summary>A part of a sentence. An age counts from <c>Since</c>, a countdown to <c>Due</c>.</summary>
public sealed record SentencePart(string Text, DateTimeOffset? Since = null, DateTimeOffset? Due = null)
{
    public static implicit operator SentencePart(string text) => new(text);

    public static SentencePart Age(DateTimeOffset since, DateTimeOffset now) =>
        new(Wording.Age(now - since), Since: since);

    public static SentencePart Until(DateTimeOffset due, DateTimeOffset now) => new(Wording.Until(due, now), Due: due);
}
