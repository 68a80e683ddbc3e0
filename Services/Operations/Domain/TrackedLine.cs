namespace EventDriven.Operations.Domain;

/// <summary>One line of an order.</summary>
public sealed class TrackedLine
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Its place in the order, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The product's stock-keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>How many.</summary>
    public required int Quantity { get; init; }

    /// <summary>When the order was accepted (UTC): by SKU, orders are listed by it.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }
}
