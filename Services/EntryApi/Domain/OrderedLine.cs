namespace EventDriven.EntryApi.Domain;

public sealed class OrderedLine
{
    public Guid OrderId { get; init; }

    /// <summary>From 1, as the client gave it.</summary>
    public required int Number { get; init; }

    public required string Sku { get; init; }

    public required int Quantity { get; init; }
}
