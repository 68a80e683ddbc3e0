using EventDriven.EndToEnd.Tests.Hosting;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>
/// One order of each kind, placed with the real services and followed to its end: the good one first, then all others
/// at once.
/// </summary>
public sealed class OneOrderOfEachKind(SharedDeployment shared) : IAsyncLifetime
{
    internal const string Sku = "MUG-STONE-BLUE";

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(120);

    internal Deployment Deployment => shared.Deployment;

    /// <summary>The effects of earlier orders.</summary>
    internal Effects Before { get; private set; } = Effects.None;

    internal PlacedOrder Good { get; } = new(Sku, Quantity: 2);
    internal PlacedOrder OutOfStock { get; } = new("CLOCK-WALL-RED");
    internal PlacedOrder Declined { get; } = new(Sku, Token: "tok_declined");
    internal PlacedOrder Reviewed { get; } = new(Sku, Token: "tok_review");
    internal PlacedOrder RefusedByTheCarrier { get; } = new(Sku, PostalCode: "00000");
    internal PlacedOrder CancelledMidway { get; } = new(Sku, PostalCode: "99999");
    internal PlacedOrder LatelyPaid { get; } = new(Sku, Token: "tok_late");
    internal PlacedOrder CaptureFails { get; } = new(Sku, Token: "tok_capture_fails");
    internal PlacedOrder RefusedAtTheDispatch { get; } = new(Sku, PostalCode: "88888");

    /// <summary>The orders as they ended; one that has not is as it was when the time was up.</summary>
    internal Dictionary<PlacedOrder, OrderSnapshot> Ended { get; } = [];

    /// <summary>Places the orders and waits for their ends.</summary>
    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        Before = await Effects.Read(Deployment, cancel);

        var orders = Deployment.Orders;
        // The first one may meet processes that have done nothing yet; alone, so that no deadline of another is theirs
        // to miss.
        (_, Ended[Good]) = await Follow(Good);
        PlacedOrder[] kinds =
        [
            OutOfStock,
            Declined,
            Reviewed,
            RefusedByTheCarrier,
            CancelledMidway,
            LatelyPaid,
            CaptureFails,
            RefusedAtTheDispatch,
        ];
        foreach (var (kind, ended) in await Task.WhenAll(kinds.Select(Follow)))
            Ended[kind] = ended;

        async Task<(PlacedOrder, OrderSnapshot)> Follow(PlacedOrder kind)
        {
            var id = await orders.Place(kind, cancel);
            // One that does not come so far is left alone: what it is then fails its test, and not every other's.
            if (kind == Reviewed && await Reaches("AwaitingReview"))
                await orders.Approve(id, cancel);
            else if (kind == CancelledMidway && await Reaches("BookingShipment"))
                await orders.Cancel(id, cancel);

            return (kind, await orders.See(id, order => order.HasEnded, EndsWithin, cancel));

            async Task<bool> Reaches(string state) =>
                (await orders.See(id, order => order.State == state || order.HasEnded, EndsWithin, cancel)).State
                == state;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
