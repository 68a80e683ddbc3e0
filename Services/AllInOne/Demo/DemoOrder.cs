using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.Operations.TryIt;

namespace EventDriven.AllInOne.Demo;

internal sealed class DemoOrder(OrderKind kind, OrderView placed)
{
    private bool _intervened;

    public OrderKind Kind => kind;

    public OrderView View { get; private set; } = placed;

    public bool HasEnded => View.State is OrderStates.Completed or OrderStates.Cancelled or OrderStates.Rejected;

    /// <summary>In the state of its kind, with a reason unless it completed.</summary>
    public bool EndedAsExpected =>
        View.State == kind.EndsIn && (View.State == OrderStates.Completed) == (View.Reason is null);

    public static async Task<DemoOrder> Place(
        OrderKind kind,
        IReadOnlyList<ProductView> products,
        OrderClient client,
        CancellationToken cancel
    )
    {
        var (product, quantity) = (products.MaxBy(p => p.Available)!, 1);
        if (kind.WantsMoreThanThereIs)
        {
            product = products.MinBy(p => p.Available)!;
            quantity = product.Available + 1;
        }

        var order = new PlaceOrder
        {
            CustomerId = "demo",
            Email = "ada@example.com",
            Lines = [new PlaceOrderLine { Sku = product.Sku, Quantity = quantity }],
            Payment = new PlaceOrderPayment { Token = kind.Token },
            ShipTo = new PlaceOrderAddress
            {
                Name = "Ada",
                Street = "Main Street 1",
                City = "Berlin",
                PostalCode = kind.PostalCode,
                Country = "DE",
            },
        };
        return new DemoOrder(kind, await client.Place(order, cancel));
    }

    /// <summary>Reads the order, and acts as a person would. Returns the new timeline entries.</summary>
    public async Task<IReadOnlyList<TimelineEntryView>> Look(OrderClient client, CancellationToken cancel)
    {
        var known = View.Timeline.Select(entry => entry.Sequence).ToHashSet();
        View = await client.Get(View.OrderId, cancel);
        if (!_intervened && View.State == (kind.ApprovedIn ?? kind.CancelledIn))
        {
            await (
                kind.ApprovedIn is null
                    ? client.Cancel(View.OrderId, "found it cheaper elsewhere", cancel)
                    : client.Approve(View.OrderId, "the demo's operator knows this customer", cancel)
            );
            _intervened = true;
        }

        return [.. View.Timeline.Where(entry => !known.Contains(entry.Sequence))];
    }
}
