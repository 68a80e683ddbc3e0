using System.ComponentModel.DataAnnotations;

namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>Where the parcel of <see cref="PlaceOrder"/> goes.</summary>
public sealed record PlaceOrderAddress
{
    /// <summary>Who receives it.</summary>
    [Required, MaxLength(100)]
    public string? Name { get; init; }

    /// <summary>Street and number.</summary>
    [Required, MaxLength(200)]
    public string? Street { get; init; }

    /// <summary>City.</summary>
    [Required, MaxLength(100)]
    public string? City { get; init; }

    /// <summary>Postal code.</summary>
    [Required, MaxLength(20)]
    public string? PostalCode { get; init; }

    /// <summary>ISO 3166-1 alpha-2 code.</summary>
    [Required, Length(2, 2)]
    public string? Country { get; init; }
}
