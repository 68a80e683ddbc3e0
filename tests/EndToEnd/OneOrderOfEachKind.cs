using EventDriven.EndToEnd.Tests.Hosting;
using Xunit;

namespace EventDriven.EndToEnd.Tests;

/// <summary>One order of each kind, placed at the same time with the real services, and followed to its end.</summary>
public sealed class OneOrderOfEachKind : IAsyncLifetime
{
    internal const string Sku = "MUG-STONE-BLUE";

    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(60);

    private Deployment? _deployment;

    internal Deployment Deployment => _deployment ?? throw new InvalidOperationException("The deployment has not started.");

    internal PlacedOrder Good { get; } = new(Sku, Quantity: 2);
    internal PlacedOrder OutOfStock { get; } = new("CLOCK-WALL-RED");
    internal PlacedOrder Declined { get; } = new(Sku, Token: "tok_declined");
    internal PlacedOrder Reviewed { get; } = new(Sku, Token: "tok_review");
    internal PlacedOrder RefusedByTheCarrier { get; } = new(Sku, PostalCode: "00000");
    internal PlacedOrder CancelledMidway { get; } = new(Sku, PostalCode: "99999");
    internal PlacedOrder LatelyPaid { get; } = new(Sku, Token: "tok_late");
    internal PlacedOrder CaptureFails { get; } = new(Sku, Token: "tok_capture_fails");

    /// <summary>The orders as they ended; one that has not is as it was when the time was up.</summary>
    internal Dictionary<PlacedOrder, OrderSnapshot> Ended { get; } = [];

    /// <summary>Starts everything, places the orders and waits for their ends.</summary>
    public async ValueTask InitializeAsync()
    {
        var cancel = TestContext.Current.CancellationToken;
        _deployment = await Deployment.StartAsync("EachKind", new Dictionary<string, string>
        {
            // The late ones answer after their first deadline and before their last.
            ["Saga__StepDeadline"] = "00:00:03",
            ["Provider__LateBy"] = "00:00:04.5",
            ["Carrier__LateBy"] = "00:00:04.5"
        }, cancel);

        var orders = Deployment.Orders;
        PlacedOrder[] kinds = [Good, OutOfStock, Declined, Reviewed, RefusedByTheCarrier, CancelledMidway, LatelyPaid, CaptureFails];
        foreach (var (kind, ended) in await Task.WhenAll(kinds.Select(Follow)))
            Ended[kind] = ended;

        async Task<(PlacedOrder, OrderSnapshot)> Follow(PlacedOrder kind)
        {
            var id = await orders.Place(kind, cancel);
            if (kind == Reviewed)
            {
                await orders.See(id, order => order.State == "AwaitingReview", EndsWithin, cancel);
                await orders.Approve(id, cancel);
            }
            else if (kind == CancelledMidway)
            {
                await orders.See(id, order => order.State == "BookingShipment", EndsWithin, cancel);
                await orders.Cancel(id, cancel);
            }

            return (kind, await orders.See(id, order => order.HasEnded, EndsWithin, cancel));
        }
    }

    /// <summary>Ends everything.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_deployment is not null)
            await _deployment.DisposeAsync();
    }
}
