namespace EventDriven.TestServers.Hosting;

/// <summary>What a customer asks for; the token and the postal code decide how it goes.</summary>
internal sealed record PlacedOrder(
    string Sku,
    int Quantity = 1,
    string Token = "tok_accepted",
    string PostalCode = "10115",
    string CustomerId = "c-1",
    string Email = "ada@example.com"
);
