using System.ComponentModel.DataAnnotations;
using EventDriven.ServiceDefaults;

namespace EventDriven.EntryApi.Endpoints.Requests;

// Nullable throughout, so that PlaceOrderValidator names all that is missing in one answer; the JSON reader would name
// only the first.

/// <summary>Body of POST /orders.</summary>
public sealed record PlaceOrder
{
    /// <summary>The customer, as the client names them.</summary>
    [Required, MaxLength(64)]
    public string? CustomerId { get; init; }

    /// <summary>The address for the mail about the order's end.</summary>
    [Required, MaxLength(EmailAddress.MaxLength), RegularExpression(EmailAddress.Pattern)]
    public string? Email { get; init; }

    [Required, MinLength(1), MaxLength(PlaceOrderValidator.MaxLines)]
    public IReadOnlyList<PlaceOrderLine?>? Lines { get; init; }

    [Required]
    public PlaceOrderPayment? Payment { get; init; }

    [Required]
    public PlaceOrderAddress? ShipTo { get; init; }
}

/// <summary>One product of an order.</summary>
public sealed record PlaceOrderLine
{
    /// <summary>The product's stock-keeping unit.</summary>
    [Required, MaxLength(64)]
    public string? Sku { get; init; }

    [Required, Range(1, PlaceOrderValidator.MaxQuantity)]
    public int? Quantity { get; init; }
}

/// <summary>How an order is paid.</summary>
public sealed record PlaceOrderPayment
{
    /// <summary>The payment provider's token for the means of payment; never a card number.</summary>
    [Required, MaxLength(100)]
    public string? Token { get; init; }
}

/// <summary>Where the parcel is sent.</summary>
public sealed record PlaceOrderAddress
{
    /// <summary>Who receives the parcel.</summary>
    [Required, MaxLength(100)]
    public string? Name { get; init; }

    /// <summary>Street and number.</summary>
    [Required, MaxLength(200)]
    public string? Street { get; init; }

    [Required, MaxLength(100)]
    public string? City { get; init; }

    [Required, MaxLength(20)]
    public string? PostalCode { get; init; }

    /// <summary>ISO 3166-1 alpha-2 code.</summary>
    [Required, Length(2, 2)]
    public string? Country { get; init; }
}
