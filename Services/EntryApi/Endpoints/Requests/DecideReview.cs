namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>Body of POST /orders/{orderId}/review.</summary>
public sealed record DecideReview
{
    /// <summary>Whether the payment is accepted.</summary>
    public bool? Approve { get; init; }

    /// <summary>Why; required on a rejection, where it becomes the order's reason.</summary>
    public string? Reason { get; init; }
}
