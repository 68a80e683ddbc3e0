using EventDriven.Contracts;
using EventDriven.Contracts.Orders;

namespace EventDriven.Services.Tests.Notifications;

/// <summary>Ends of orders.</summary>
internal static class AnEnd
{
    private static readonly DateTimeOffset At = new(2026, 3, 9, 8, 7, 6, TimeSpan.Zero);

    private static readonly Money Total = new() { Amount = 59.80m, Currency = "EUR" };

    public static OrderCompleted Completed(Guid orderId, string email = "ada@example.com") =>
        new()
        {
            OrderId = orderId,
            CustomerId = "c-1",
            Email = email,
            Total = Total,
            TrackingNumber = "TRACK-4711",
            At = At,
        };

    public static OrderRejected Rejected(
        Guid orderId,
        string reason = "The card was declined.",
        string customer = "c-1",
        string email = "ada@example.com"
    ) =>
        new()
        {
            OrderId = orderId,
            CustomerId = customer,
            Email = email,
            Total = Total,
            Reason = reason,
            At = At,
        };

    public static OrderCancelled Cancelled(Guid orderId) =>
        new()
        {
            OrderId = orderId,
            CustomerId = "c-1",
            Email = "ada@example.com",
            Reason = "Changed my mind.",
            At = At,
        };
}
