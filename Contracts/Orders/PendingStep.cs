namespace EventDriven.Contracts.Orders;

/// <summary>What an order waits for.</summary>
public sealed record PendingStep
{
    /// <summary>A name of OrderStep.</summary>
    public required string Step { get; init; }

    /// <summary>Such as Payments.</summary>
    public required string Participant { get; init; }

    /// <summary>From 1.</summary>
    public required int Attempt { get; init; }

    /// <summary>Attempts after which the order stops waiting; null if unlimited.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>When it is retried or given up (UTC).</summary>
    public required DateTimeOffset Until { get; init; }
}
