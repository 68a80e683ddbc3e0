using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.Operations.TryIt;

namespace EventDriven.AllInOne.Demo;

/// <summary>One kind of order in the demo.</summary>
internal sealed record DemoKind(OrderKind Kind)
{
    public static readonly IReadOnlyList<DemoKind> All = [.. OrderKind.All.Select(kind => new DemoKind(kind))];

    /// <summary>What a person does once the order is in a state; null for nothing.</summary>
    public Intervention? Meanwhile =>
        Kind switch
        {
            { ApprovedIn: { } state } => new(state, (client, id, cancel) =>
                client.Approve(id, "the demo's operator knows this customer", cancel)
            ),
            { CancelledIn: { } state } => new(state, (client, id, cancel) =>
                client.Cancel(id, "found it cheaper elsewhere", cancel)
            ),
            _ => null,
        };

    public PlaceOrder Order(IReadOnlyList<ProductView> products)
    {
        var product = Kind.WantsMoreThanThereIs ? products.MinBy(p => p.Available)! : products.MaxBy(p => p.Available)!;
        return new PlaceOrder
        {
            CustomerId = "demo",
            Email = "ada@example.com",
            Lines =
            [
                new PlaceOrderLine
                {
                    Sku = product.Sku,
                    Quantity = Kind.WantsMoreThanThereIs ? product.Available + 1 : 1,
                },
            ],
            Payment = new PlaceOrderPayment { Token = Kind.Token },
            ShipTo = new PlaceOrderAddress
            {
                Name = "Ada",
                Street = "Main Street 1",
                City = "Berlin",
                PostalCode = Kind.PostalCode,
                Country = "DE",
            },
        };
    }

    /// <summary>What a person does while an order is in <paramref name="State" />.</summary>
    internal sealed record Intervention(string State, Func<OrderClient, Guid, CancellationToken, Task> Do);
}
