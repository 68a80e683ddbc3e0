namespace EventDriven.Contracts.Orders;

/// <summary>How far an order's history goes.</summary>
public sealed record OrderPosition
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Of its latest history.</summary>
    public required int Epoch { get; init; }

    /// <summary>Of its latest entry.</summary>
    public required int Sequence { get; init; }

    /// <summary>When its latest entry was made (UTC).</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
