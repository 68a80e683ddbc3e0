namespace EventDriven.Contracts.Orders;

/// <summary>
/// What an order waits for.
/// </summary>
public sealed record PendingStep
{
    /// <summary>The step, by the name of its command; ReviewPayment is an operator's.</summary>
    public required string Step { get; init; }

    /// <summary>Who is to answer, such as Payments.</summary>
    public required string Participant { get; init; }

    /// <summary>How many times it has been asked for, from 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>The number of attempts after which the order stops waiting; null when it has no such limit.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>When it is asked for again or given up (UTC).</summary>
    public required DateTimeOffset Until { get; init; }
}
