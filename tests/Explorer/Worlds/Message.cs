namespace EventDriven.Explorer.Worlds;

/// <summary>A message: in flight, stored in an outbox, or a deadline that was fired.</summary>
internal sealed record Message
{
    /// <summary>The type, a number and the queue, such as <c>StockReserved#1@orders</c>.</summary>
    public required string Label { get; init; }

    public required Guid Id { get; init; }

    public required string From { get; init; }

    public required string Queue { get; init; }

    public required object Body { get; init; }

    /// <summary>Of the order that sent the command; an answer has that of its command.</summary>
    public int Epoch { get; init; } = 1;

    /// <summary>The scheduling token of a deadline.</summary>
    public Guid? Token { get; init; }

    /// <summary>Of a stored message: the message whose consumer stored it.</summary>
    public Guid? Cause { get; init; }

    public (Guid Id, Type Type) InboxKey => (Id, Body.GetType());

    /// <summary>What counts for a comparison of worlds: no ids, no times, no references.</summary>
    public ulong Content => field == 0 ? field = Hash.OfContent(Body) ^ Hash.Of(Queue) : field;

    public override string ToString() => Label;
}
