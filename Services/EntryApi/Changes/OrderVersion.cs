namespace EventDriven.EntryApi.Changes;

/// <summary>How much was known of an order when it was read. Whatever a client can see changes it.</summary>
/// <param name="Entries">The entries of its timeline, those that wait for an earlier one included.</param>
/// <param name="IsCancellationAsked">Whether a cancellation was asked for.</param>
/// <param name="IsCancellationRefused">Whether it came too late.</param>
public readonly record struct OrderVersion(int Entries, bool IsCancellationAsked, bool IsCancellationRefused)
{
    /// <summary>The version of an order that was loaded with its timeline and its cancellation.</summary>
    public static OrderVersion Of(Domain.Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return new OrderVersion(
            order.Timeline.Count,
            order.Cancellation is not null,
            order.Cancellation?.Refusal is not null
        );
    }
}
