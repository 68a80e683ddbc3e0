using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using EventDriven.EntryApi.Endpoints.Views;
using EventDriven.Operations.TryIt;

namespace EventDriven.AllInOne.Demo;

internal sealed class DemoOrder(DemoKind kind, OrderView placed)
{
    private bool _intervened;

    public OrderKind Kind => kind.Kind;

    public OrderView View { get; private set; } = placed;

    public bool HasEnded => View.State is OrderStates.Completed or OrderStates.Cancelled or OrderStates.Rejected;

    /// <summary>In the state of its kind, with a reason unless it completed.</summary>
    public bool EndedAsExpected =>
        View.State == Kind.EndsIn && (View.State == OrderStates.Completed) == (View.Reason is null);

    /// <summary>Reads the order, and acts as a person would. Returns the new timeline entries.</summary>
    public async Task<IReadOnlyList<TimelineEntryView>> Look(OrderClient client, CancellationToken cancel)
    {
        var known = View.Timeline.Select(entry => entry.Sequence).ToHashSet();
        View = await client.Get(View.OrderId, cancel);
        if (!_intervened && kind.Meanwhile is { } meanwhile && View.State == meanwhile.State)
        {
            await meanwhile.Do(client, View.OrderId, cancel);
            _intervened = true;
        }

        return [.. View.Timeline.Where(entry => !known.Contains(entry.Sequence))];
    }
}
