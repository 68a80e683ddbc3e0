using System.ComponentModel.DataAnnotations;
using EventDriven.ServiceDefaults;

namespace EventDriven.EntryApi.Endpoints.Requests;

// Nullable, so that PlaceOrderValidator names all that is missing; the JSON reader would name only the first.

public sealed record PlaceOrder
{
    [Required, MaxLength(64)]
    public string? CustomerId { get; init; }

    /// <summary>For the mail about the order's end.</summary>
    [Required, MaxLength(EmailAddress.MaxLength), RegularExpression(EmailAddress.Pattern)]
    public string? Email { get; init; }

    [Required, MinLength(1), MaxLength(PlaceOrderValidator.MaxLines)]
    public IReadOnlyList<PlaceOrderLine?>? Lines { get; init; }

    [Required]
    public PlaceOrderPayment? Payment { get; init; }

    [Required]
    public PlaceOrderAddress? ShipTo { get; init; }
}

public sealed record PlaceOrderLine
{
    /// <summary>Stock-keeping unit.</summary>
    [Required, MaxLength(64)]
    public string? Sku { get; init; }

    [Required, Range(1, PlaceOrderValidator.MaxQuantity)]
    public int? Quantity { get; init; }
}

public sealed record PlaceOrderPayment
{
    /// <summary>The payment provider's token, never a card number.</summary>
    [Required, MaxLength(100)]
    public string? Token { get; init; }
}

public sealed record PlaceOrderAddress
{
    /// <summary>The recipient.</summary>
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
