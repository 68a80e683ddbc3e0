namespace EventDriven.EntryApi.Endpoints.Requests;

/// <summary>Where the parcel of <see cref="PlaceOrder"/> goes.</summary>
public sealed record PlaceOrderAddress
{
    /// <summary>Who receives it.</summary>
    public string? Name { get; init; }

    /// <summary>Street and number.</summary>
    public string? Street { get; init; }

    /// <summary>City.</summary>
    public string? City { get; init; }

    /// <summary>Postal code.</summary>
    public string? PostalCode { get; init; }

    /// <summary>ISO 3166-1 alpha-2 code.</summary>
    public string? Country { get; init; }
}
