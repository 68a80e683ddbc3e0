using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;

namespace EventDriven.AllInOne.Demo;

/// <summary>One kind of order that the demo shows.</summary>
/// <param name="Name">What a reader calls it.</param>
/// <param name="EndsIn">The state that it must end in.</param>
/// <param name="Token">The payment token that brings it about.</param>
internal sealed record DemoKind(string Name, string EndsIn, string Token)
{
    /// <summary>Every kind, in the order shown.</summary>
    public static readonly IReadOnlyList<DemoKind> All =
    [
        new("completed", "Completed", "tok_accepted"),
        new("out of stock", "Rejected", "tok_accepted") { WantsMoreThanThereIs = true },
        new("payment declined", "Rejected", "tok_declined"),
        new("reviewed and approved", "Completed", "tok_review")
        {
            Meanwhile = new("AwaitingReview", (client, id, cancel) => client.Approve(id, "the demo's operator knows this customer", cancel))
        },
        new("carrier refuses", "Rejected", "tok_accepted") { PostalCode = "00000" },
        // The provider takes its time for this token, so that the authorisation is surely in flight when the cancellation comes.
        new("cancelled midway", "Cancelled", "tok_late")
        {
            Meanwhile = new("AuthorisingPayment", (client, id, cancel) => client.Cancel(id, "found it cheaper elsewhere", cancel))
        },
        new("provider answers late", "Completed", "tok_late"),
        new("capture fails", "Rejected", "tok_capture_fails")
    ];

    /// <summary>What a person does once the order is in a state; null for nothing.</summary>
    public Intervention? Meanwhile { get; private init; }

    private bool WantsMoreThanThereIs { get; init; }

    private string PostalCode { get; init; } = "10115";

    /// <summary>The order to place, of products that are there.</summary>
    public PlaceOrder Order(IReadOnlyList<ProductView> products)
    {
        var product = WantsMoreThanThereIs ? products.MinBy(p => p.Available)! : products.MaxBy(p => p.Available)!;
        return new PlaceOrder
        {
            CustomerId = "demo",
            Email = "ada@example.com",
            Lines = [new PlaceOrderLine { Sku = product.Sku, Quantity = WantsMoreThanThereIs ? product.Available + 1 : 1 }],
            Payment = new PlaceOrderPayment { Token = Token },
            ShipTo = new PlaceOrderAddress { Name = "Ada", Street = "Main Street 1", City = "Berlin", PostalCode = PostalCode, Country = "DE" }
        };
    }

    /// <summary>Something that a person does while an order is in a state.</summary>
    /// <param name="State">The state.</param>
    /// <param name="Do">What is done, to which order.</param>
    internal sealed record Intervention(string State, Func<OrderClient, Guid, CancellationToken, Task> Do);
}
