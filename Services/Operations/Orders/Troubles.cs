using EventDriven.Operations.Overview;

namespace EventDriven.Operations.Orders;

/// <summary>
/// What is wrong with open orders at a moment. An order is stuck if it has a trouble. What concerns many orders is
/// read once (<see cref="TroubleFinder" />), so that the stuck orders are found by index.
/// </summary>
/// <param name="Replicas">From whose reports the troubles were read.</param>
/// <param name="OfAll">Of every open order.</param>
/// <param name="OfParticipants">Of the orders that wait for a participant.</param>
/// <param name="OfMessages">Of the orders with a failed message.</param>
/// <param name="OfPostponed">Of the orders whose message is delivered again later, after several failures.</param>
public sealed record Troubles(
    DateTimeOffset Now,
    StuckLimits Limits,
    ReplicaFigures Replicas,
    Trouble? OfAll,
    IReadOnlyDictionary<string, Trouble> OfParticipants,
    IReadOnlyDictionary<Guid, Trouble> OfMessages,
    IReadOnlyDictionary<Guid, Trouble> OfPostponed
)
{
    public IQueryable<TrackedOrder> Stuck(IQueryable<TrackedOrder> orders)
    {
        var (now, participants) = (Now, OfParticipants.Keys.ToList());
        var ids = OfMessages.Keys.Union(OfPostponed.Keys).ToList();
        var open = orders.Where(order => order.StuckAt != null);
        // Usually all is well: then the index of StuckAt ends the search.
        return OfAll is not null ? open
            : participants.Count + ids.Count == 0 ? open.Where(order => order.StuckAt <= now)
            : open.Where(order =>
                order.StuckAt <= now || participants.Contains(order.Participant!) || ids.Contains(order.OrderId)
            );
    }

    /// <summary>The most specific one; null if the order is not stuck.</summary>
    public Trouble? Of(TrackedOrder order)
    {
        if (order.StuckAt is not { } stuckAt)
            return null;
        if ((OfMessages.GetValueOrDefault(order.OrderId) ?? OfPostponed.GetValueOrDefault(order.OrderId)) is { } own)
            return own;
        var isDue = stuckAt <= Now;
        if (isDue && order.State is OrderStates.CompensationFailed)
            return new Trouble(
                $"The undo was given up, because {order.Undo.Split(' ')[0]} was not confirmed.",
                "Correct the cause, then resume the compensation."
            );
        if (isDue && order.State is OrderStates.AwaitingReview)
            return new Trouble(TooLong(order), "Approve or reject the payment.");
        return (order.Participant is { } participant ? OfParticipants.GetValueOrDefault(participant) : null)
            ?? OfAll
            ?? (isDue ? OfWait(order) : null);
    }

    private Trouble OfWait(TrackedOrder order)
    {
        var who = order.Participant ?? "The participant";
        var helps = $"Look at the log and the remote party of {who}. \"Retry now\" sends the command at once.";
        return order switch
        {
            { Attempt: > 1 and var attempt, WaitsUntil: { } until } => new Trouble(
                $"{who} has not answered attempt {attempt - 1}{(order.MaxAttempts is { } most ? $" of {most}" : "")}. "
                    + $"The time for attempt {attempt} ends at {Wording.Time(until)}.",
                helps
            ),
            { WaitsUntil: { } until } when until + StuckLimits.Overdue <= Now => new Trouble(
                $"The time for the answer of {who} ended at {Wording.Time(until)}, and nothing followed.",
                "Look at the log of the Orchestrator and at the queue orders."
            ),
            _ => new Trouble(TooLong(order), helps),
        };
    }

    private string TooLong(TrackedOrder order) =>
        $"It has been in the state {Wording.Words(order.State)} for longer than "
        + $"{Wording.Length(Limits.Of(order.State))}.";
}
