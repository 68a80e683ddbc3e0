using System.ComponentModel.DataAnnotations;
using EventDriven.ServiceDefaults;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>
/// Body of POST /orders. Everything is nullable here, so that whatever is missing is named in one answer, by
/// <see cref="PlaceOrderValidator"/>, and not the first of it alone by the JSON reader.
/// </summary>
public sealed record PlaceOrder
{
    /// <summary>The customer, as the client names them.</summary>
    [Required, MaxLength(64)]
    public string? CustomerId { get; init; }

    /// <summary>Where the customer is told how the order ended.</summary>
    [Required, MaxLength(EmailAddress.MaxLength), RegularExpression(EmailAddress.Pattern)]
    public string? Email { get; init; }

    /// <summary>What is ordered.</summary>
    [Required, MinLength(1), MaxLength(PlaceOrderValidator.MaxLines)]
    public IReadOnlyList<PlaceOrderLine?>? Lines { get; init; }

    /// <summary>How it is paid.</summary>
    [Required]
    public PlaceOrderPayment? Payment { get; init; }

    /// <summary>Where the parcel goes.</summary>
    [Required]
    public PlaceOrderAddress? ShipTo { get; init; }
}
