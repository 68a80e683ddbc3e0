using System.Text.Json.Nodes;

namespace EventDriven.Services.Tests.EntryApi;

internal static class AnOrder
{
    /// <summary>An order that is accepted; each call makes a new one, to be spoiled at will.</summary>
    public static JsonNode Valid(string customer = "c-1") =>
        JsonNode.Parse(
            $$"""
            {
              "customerId": "{{customer}}",
              "email": "ada@example.com",
              "lines": [{ "sku": "TEA-1", "quantity": 2 }, { "sku": "CUP-1", "quantity": 1 }],
              "payment": { "token": "tok_accepted" },
              "shipTo": {
                "name": "Ada", "street": "Main Street 1", "city": "Berlin", "postalCode": "10115", "country": "DE"
              }
            }
            """
        )!;
}
