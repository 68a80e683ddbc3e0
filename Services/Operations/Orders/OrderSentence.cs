using EventDriven.Operations.Domain;

namespace EventDriven.Operations.Orders;

/// <summary>What is going on with an order, in plain words.</summary>
/// <param name="Parts">Its words, those that say a time apart from the others.</param>
/// <param name="Tone">
/// How it is to be taken: good, bad, warn (somebody should look) or busy (it goes on by itself).
/// </param>
public sealed record OrderSentence(IReadOnlyList<SentencePart> Parts, string Tone)
{
    // An answer that is due this instant is not late: it is on its way to the console.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>The whole of it: one or two sentences.</summary>
    public string Text => string.Concat(Parts.Select(part => part.Text));

    /// <summary>Says it, as of now.</summary>
    /// <param name="order">The order.</param>
    /// <param name="now">Now.</param>
    /// <param name="isCancelAsked">
    /// Whether a cancellation was asked for: the step in hand is not asked for again then.
    /// </param>
    public static OrderSentence Of(TrackedOrder order, DateTimeOffset now, bool isCancelAsked = false)
    {
        ArgumentNullException.ThrowIfNull(order);
        var since = SentencePart.Age(order.StateSince, now);
        return order.State switch
        {
            OrderStates.Completed => new([$"Completed in {Took(order)}."], "good"),
            OrderStates.Rejected => new(
                [$"Rejected after {Took(order)}, with everything undone{Because(order)}"],
                "bad"
            ),
            OrderStates.Cancelled => new(
                [$"Cancelled after {Took(order)}, with everything undone{Because(order)}"],
                "warn"
            ),
            OrderStates.CompensationFailed => new(
                [
                    $"An operator must look: {NotUndone(order)} was not confirmed; nothing has gone on since ",
                    since,
                    ". Mend what kept it from being done, then resume.",
                ],
                "bad"
            ),
            OrderStates.AwaitingReview => new(
                [
                    "Waiting for an operator to approve or reject the payment since ",
                    since,
                    .. Then(order, now, "without a decision it is undone"),
                ],
                "warn"
            ),
            OrderStates.Compensating => new(
                [
                    "Being undone since ",
                    since,
                    $"{Because(order)} {Waiting(order)}",
                    .. Then(order, now, "it will be asked again, or given up,"),
                ],
                "warn"
            ),
            OrderStates.Dispatching => new(
                [$"{Waiting(order)} since ", since, .. Then(order, now, "it will be asked again")],
                ToneOfWait(order, now)
            ),
            _ when isCancelAsked => new(
                [
                    $"{Waiting(order)} since ",
                    since,
                    ". A cancellation was asked for: once this is answered, it is undone",
                    .. Then(order, now, "without an answer"),
                ],
                "warn"
            ),
            _ => new(
                [$"{Waiting(order)} since ", since, .. Then(order, now, "it will be asked again, or given up,")],
                ToneOfWait(order, now)
            ),
        };
    }

    /// <summary>What it waits for, in a few words; null when it waits for nothing.</summary>
    public static string? WaitsFor(TrackedOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.State == OrderStates.CompensationFailed ? "an operator to look"
            : order.Step is null ? null
            : $"{order.Participant} to {Wording.ToDo(order.Step)}{(order.Attempt > 1 ? $" (try {order.Attempt})" : "")}";
    }

    private static string ToneOfWait(TrackedOrder order, DateTimeOffset now) => order.StuckAt <= now ? "warn" : "busy";

    private static string Took(TrackedOrder order) =>
        Wording.Length((order.EndedAt ?? order.UpdatedAt) - order.SubmittedAt);

    private static string Waiting(TrackedOrder order) =>
        WaitsFor(order) is { } what ? $"Waiting for {what}" : Wording.Words(order.State);

    private static string Because(TrackedOrder order) =>
        order.Reason is { Length: > 0 } reason ? $": {reason.TrimEnd('.')}." : ".";

    private static string NotUndone(TrackedOrder order) =>
        order.Undo.Split(' ') is [{ Length: > 0 } undo, ..]
            ? $"the command to {Wording.ToDo(undo)} ({undo})"
            : "an undo";

    private static SentencePart[] Then(TrackedOrder order, DateTimeOffset now, string what) =>
        order.WaitsUntil switch
        {
            null => ["."],
            { } until when now - until < Grace => [$"; {what} ", SentencePart.Until(until, now), "."],
            { } until =>
            [
                ". This was due to change ",
                SentencePart.Age(until, now),
                " ago: the Orchestrator is away, or what it says comes late.",
            ],
        };
}
