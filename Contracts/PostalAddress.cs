namespace EventDriven.Contracts;

/// <summary>Where a parcel goes.</summary>
public sealed record PostalAddress
{
    /// <summary>The recipient.</summary>
    public required string Name { get; init; }

    /// <summary>Street and number.</summary>
    public required string Street { get; init; }

    /// <summary>City.</summary>
    public required string City { get; init; }

    /// <summary>Postal code.</summary>
    public required string PostalCode { get; init; }

    /// <summary>ISO 3166-1 alpha-2 code, such as DE.</summary>
    public required string Country { get; init; }
}
