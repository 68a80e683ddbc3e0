using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;

#pragma warning disable CS1591 // Each method makes the contract of its name.

namespace EventDriven.Contracts;

/// <summary>
/// The messages of an order that completes, for the warm-up of the services. They are made here, because
/// docs/asyncapi.json lists what the services' own assemblies make as sent by them.
/// </summary>
public static class WarmUpOrder
{
    /// <summary>For any text.</summary>
    public const string Text = "warm-up";

    public const string Email = "warm-up@example.com";

    private static readonly Money Total = new() { Amount = 1, Currency = "EUR" };

    private static readonly PostalAddress ShipTo = new()
    {
        Name = Text,
        Street = Text,
        City = Text,
        PostalCode = "10115",
        Country = "DE",
    };

    public static SubmitOrder Submit(Guid orderId) =>
        new()
        {
            OrderId = orderId,
            CustomerId = Text,
            Email = Email,
            Lines = Lines(Text),
            PaymentToken = Text,
            ShipTo = ShipTo,
            SubmittedAt = DateTimeOffset.UtcNow,
        };

    public static ReserveStock ReserveStock(Guid orderId, string sku) =>
        new() { OrderId = orderId, Lines = Lines(sku) };

    public static StockReserved StockReserved(Guid orderId) =>
        new()
        {
            OrderId = orderId,
            Total = Total,
            Lines =
            [
                new PricedLine
                {
                    Sku = Text,
                    Quantity = 1,
                    UnitPrice = Total,
                },
            ],
        };

    public static AuthorisePayment AuthorisePayment(Guid orderId) =>
        new()
        {
            OrderId = orderId,
            Amount = Total,
            PaymentToken = Text,
        };

    public static PaymentAuthorised PaymentAuthorised(Guid orderId) =>
        new() { OrderId = orderId, AuthorisationId = Text };

    public static BookShipment BookShipment(Guid orderId) =>
        new()
        {
            OrderId = orderId,
            ShipTo = ShipTo,
            Lines = Lines(Text),
        };

    public static ShipmentBooked ShipmentBooked(Guid orderId) => new() { OrderId = orderId, TrackingNumber = Text };

    public static CapturePayment CapturePayment(Guid orderId) => new() { OrderId = orderId, Amount = Total };

    public static PaymentCaptured PaymentCaptured(Guid orderId) => new() { OrderId = orderId, CaptureId = Text };

    public static DispatchShipment DispatchShipment(Guid orderId) => new() { OrderId = orderId };

    public static ShipmentDispatched ShipmentDispatched(Guid orderId) =>
        new() { OrderId = orderId, TrackingNumber = Text };

    public static OrderCompleted Completed(Guid orderId) =>
        new()
        {
            OrderId = orderId,
            CustomerId = Text,
            Email = Email,
            Total = Total,
            TrackingNumber = Text,
            At = DateTimeOffset.UtcNow,
        };

    public static OrderStatusChanged Changed(Guid orderId, int sequence, string state) =>
        new()
        {
            OrderId = orderId,
            Sequence = sequence,
            State = state,
            Cause = Text,
            Total = Total,
            At = DateTimeOffset.UtcNow,
            CustomerId = Text,
            SubmittedAt = DateTimeOffset.UtcNow,
            Lines = sequence == 1 ? Lines(Text) : null,
        };

    private static OrderLine[] Lines(string sku) => [new() { Sku = sku, Quantity = 1 }];
}
