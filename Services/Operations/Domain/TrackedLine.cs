namespace EventDriven.Operations.Domain;

public sealed class TrackedLine
{
    public required Guid OrderId { get; init; }

    public required int Number { get; init; }

    public required string Sku { get; init; }

    public required int Quantity { get; init; }

    /// <summary>When the order was accepted (UTC): the order of the search by SKU.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }
}
