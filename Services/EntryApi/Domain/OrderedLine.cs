namespace EventDriven.EntryApi.Domain;

/// <summary>One line of an accepted order.</summary>
public sealed class OrderedLine
{
    /// <summary>The order that it belongs to.</summary>
    public Guid OrderId { get; init; }

    /// <summary>Its place in the order, from 1, as the client gave it.</summary>
    public required int Number { get; init; }

    /// <summary>The product's stock-keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>How many.</summary>
    public required int Quantity { get; init; }
}
