namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>Body of POST /orders/{orderId}/cancellation.</summary>
public sealed record RequestCancellation
{
    /// <summary>Why the order is no longer wanted; shown in its timeline.</summary>
    public string? Reason { get; init; }
}
