using EventDriven.Contracts;

namespace EventDriven.Load.Floors.Bare;

/// <summary>An order as the saga keeps it.</summary>
internal sealed class SagaOrder
{
    public required Guid Id { get; init; }

    /// <summary>Begun in this batch: there is no row yet.</summary>
    public bool IsNew { get; init; }

    public required string State { get; set; }

    public required int Sequence { get; set; }

    public required string CustomerId { get; init; }

    public required string Email { get; init; }

    public required IReadOnlyList<OrderLine> Lines { get; init; }

    public required string PaymentToken { get; init; }

    public required PostalAddress ShipTo { get; init; }

    public Money? Total { get; set; }

    /// <summary>The step that is waited for; null at the end.</summary>
    public string? Step { get; set; }

    /// <summary>When it is asked for again; null at the end.</summary>
    public DateTimeOffset? Deadline { get; set; }

    /// <summary>When it was accepted; known to the batch that begins it, alone.</summary>
    public DateTimeOffset SubmittedAt { get; init; }
}
