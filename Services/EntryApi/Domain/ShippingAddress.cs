namespace EventDriven.EntryApi.Domain;

/// <summary>Where an order's parcel goes.</summary>
/// <param name="Name">Who receives it.</param>
/// <param name="Street">Street and number.</param>
/// <param name="City">City.</param>
/// <param name="PostalCode">Postal code.</param>
/// <param name="Country">ISO 3166-1 alpha-2 code.</param>
public sealed record ShippingAddress(string Name, string Street, string City, string PostalCode, string Country);
