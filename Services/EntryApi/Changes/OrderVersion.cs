namespace EventDriven.EntryApi.Changes;

/// <summary>Differs after each change of an order that a client can see.</summary>
/// <param name="Entries">Of the timeline, also those after a gap.</param>
public readonly record struct OrderVersion(int Entries, bool IsCancellationAsked, bool IsCancellationRefused)
{
    public static OrderVersion Of(Order order) =>
        new(order.Timeline.Count, order.Cancellation is not null, order.Cancellation?.Refusal is not null);
}
