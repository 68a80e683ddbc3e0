using System.ComponentModel.DataAnnotations;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>Body of POST /orders/{orderId}/review.</summary>
public sealed record DecideReview
{
    /// <summary>Whether the payment is accepted.</summary>
    [Required]
    public bool? Approve { get; init; }

    /// <summary>Why; required on a rejection, where it becomes the order's reason.</summary>
    [MaxLength(500)]
    public string? Reason { get; init; }
}
