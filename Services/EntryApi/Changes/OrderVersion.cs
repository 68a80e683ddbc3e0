namespace EventDriven.EntryApi.Changes;

/// <summary>Differs after each change of an order that a client can see.</summary>
/// <param name="Entries">All entries of the timeline, also those after a gap.</param>
public readonly record struct OrderVersion(int Entries, bool IsCancellationAsked, bool IsCancellationRefused)
{
    /// <summary>The version of an order that was loaded with its timeline and its cancellation.</summary>
    public static OrderVersion Of(Domain.Order order)
    {
        return new OrderVersion(
            order.Timeline.Count,
            order.Cancellation is not null,
            order.Cancellation?.Refusal is not null
        );
    }
}
