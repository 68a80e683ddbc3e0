using EventDriven.Contracts;

namespace EventDriven.EntryApi.Domain;

/// <param name="Name">The recipient.</param>
/// <param name="Street">Street and number.</param>
/// <param name="Country">ISO 3166-1 alpha-2 code.</param>
public sealed record ShippingAddress(string Name, string Street, string City, string PostalCode, string Country)
{
    public PostalAddress ToContract() =>
        new()
        {
            Name = Name,
            Street = Street,
            City = City,
            PostalCode = PostalCode,
            Country = Country,
        };
}
