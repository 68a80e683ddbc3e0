using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using MimeKit;

namespace EventDriven.Notifications.Domain;

/// <summary>The mail that tells a customer how an order ended.</summary>
/// <param name="Email">The address in the order; not validated.</param>
/// <param name="Ending">Completed, Rejected or Cancelled.</param>
/// <param name="At">When the order ended (UTC).</param>
/// <param name="Subject">Contains no text of a client.</param>
public sealed record OrderEmail(
    Guid OrderId,
    string Email,
    string Ending,
    DateTimeOffset At,
    string Subject,
    params IReadOnlyList<string> Paragraphs
)
{
    /// <summary>Each is one line without control characters.</summary>
    public IReadOnlyList<string> Paragraphs { get; } = [.. Paragraphs.Select(OneLine)];

    /// <summary>
    /// Depends only on the order and its end, also the Message-ID, so that mail programs show a mail that was sent
    /// twice once.
    /// </summary>
    public MimeMessage ToMime(MailboxAddress from) =>
        new(
            [from],
            [new MailboxAddress(null, Email)],
            Subject,
            new TextPart("plain") { Text = string.Join("\r\n\r\n", Paragraphs) + "\r\n" }
        )
        {
            Date = At,
            MessageId = $"order-{OrderId}@{from.Domain}",
        };

    public static OrderEmail Of(OrderCompleted order) =>
        new(
            order.OrderId,
            order.Email,
            "Completed",
            order.At,
            $"Your order {order.OrderId} is on its way",
            $"Hello {order.CustomerId},",
            $"your order {order.OrderId} is paid and on its way.",
            $"You have paid: {order.Total}.",
            $"Tracking number: {order.TrackingNumber}."
        );

    public static OrderEmail Of(OrderRejected order) =>
        new(
            order.OrderId,
            order.Email,
            "Rejected",
            order.At,
            $"We could not complete your order {order.OrderId}",
            $"Hello {order.CustomerId},",
            $"we could not complete your order {order.OrderId}.",
            $"The reason: {order.Reason}",
            NothingPaid(order.Total)
        );

    public static OrderEmail Of(OrderCancelled order) =>
        new(
            order.OrderId,
            order.Email,
            "Cancelled",
            order.At,
            $"Your order {order.OrderId} is cancelled",
            $"Hello {order.CustomerId},",
            $"your order {order.OrderId} is cancelled.",
            $"The reason: {order.Reason}",
            NothingPaid(order.Total)
        );

    private static string NothingPaid(Money? total) =>
        total is null
            ? "You pay nothing."
            : $"You do not pay the total of {total}: what was set aside or taken for it has been given back.";

    // A line break in a name or a reason could look like a paragraph of ours.
    private static string OneLine(string text) => string.Create(text.Length, text, (line, source) =>
        {
            for (var i = 0; i < source.Length; i++)
                line[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' ? ' ' : source[i];
        });
}
