using System.Runtime.CompilerServices;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;

namespace EventDriven.Sagas.Tests.Support;

/// <summary>One message of each kind that reaches the saga.</summary>
internal static class Samples
{
    public static readonly Money Total = new() { Amount = 59.80m, Currency = "EUR" };

    public static readonly IReadOnlyList<OrderLine> Lines = [new OrderLine { Sku = "LAMP-1", Quantity = 2 }];

    public static readonly PostalAddress ShipTo = new()
    {
        Name = "Ada",
        Street = "Main Street 1",
        City = "Berlin",
        PostalCode = "10115",
        Country = "DE",
    };

    private static readonly Dictionary<Type, Func<Guid, object>> ByType = new()
    {
        [typeof(SubmitOrder)] = id => new SubmitOrder
        {
            OrderId = id,
            CustomerId = "c-1",
            Email = "ada@example.com",
            Lines = Lines,
            PaymentToken = "tok_accepted",
            ShipTo = ShipTo,
            SubmittedAt = new DateTimeOffset(2026, 3, 1, 11, 59, 0, TimeSpan.Zero),
        },
        [typeof(CancelOrder)] = id => new CancelOrder { OrderId = id, Reason = "Found it cheaper." },
        [typeof(ApprovePayment)] = id => new ApprovePayment { OrderId = id, Reason = "Known customer." },
        [typeof(RejectPayment)] = id => new RejectPayment { OrderId = id, Reason = "The card is reported stolen." },
        [typeof(ResumeCompensation)] = id => new ResumeCompensation { OrderId = id, Reason = "The carrier is back." },
        [typeof(GiveUpDispatch)] = id => new GiveUpDispatch { OrderId = id, Reason = "The booking has lapsed." },
        [typeof(AskAgain)] = id => new AskAgain { OrderId = id, Reason = "The customer called." },
        [typeof(StockReserved)] = id => new StockReserved
        {
            OrderId = id,
            Total = Total,
            Lines = [],
        },
        [typeof(StockShort)] = id => new StockShort
        {
            OrderId = id,
            Reason = "LAMP-1 is out of stock.",
            Lines = [],
        },
        [typeof(StockReleased)] = id => new StockReleased { OrderId = id },
        [typeof(PaymentAuthorised)] = id => new PaymentAuthorised { OrderId = id, AuthorisationId = "auth-1" },
        [typeof(PaymentReviewRequired)] = id => new PaymentReviewRequired
        {
            OrderId = id,
            AuthorisationId = "auth-1",
            Reason = "The address is unusual.",
        },
        [typeof(PaymentDeclined)] = id => new PaymentDeclined { OrderId = id, Reason = "The card was declined." },
        [typeof(PaymentCaptured)] = id => new PaymentCaptured { OrderId = id, CaptureId = "cap-1" },
        [typeof(CaptureFailed)] = id => new CaptureFailed { OrderId = id, Reason = "The authorisation has lapsed." },
        [typeof(PaymentRefunded)] = id => new PaymentRefunded { OrderId = id },
        [typeof(PaymentVoided)] = id => new PaymentVoided { OrderId = id },
        [typeof(ShipmentBooked)] = id => new ShipmentBooked { OrderId = id, TrackingNumber = "TRK-1" },
        [typeof(ShipmentRefused)] = id => new ShipmentRefused
        {
            OrderId = id,
            Reason = "The carrier does not deliver there.",
        },
        [typeof(ShipmentCancelled)] = id => new ShipmentCancelled { OrderId = id },
        [typeof(ShipmentDispatched)] = id => new ShipmentDispatched { OrderId = id, TrackingNumber = "TRK-1" },
        [typeof(DispatchRefused)] = id => new DispatchRefused { OrderId = id, Reason = "The carrier is on strike." },
    };

    public static object Of(Type type, Guid orderId) =>
        ByType.TryGetValue(type, out var make) ? make(orderId) : Simple(type, orderId);

    public static T Of<T>(Guid orderId)
        where T : class => (T)Of(typeof(T), orderId);

    // A message of an order's id and texts.
    private static object Simple(Type type, Guid orderId)
    {
        var message = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
            property.SetValue(message, property.PropertyType == typeof(Guid) ? orderId : property.Name);
        return message;
    }

    public static Guid? OrderIdOf(object message) =>
        message.GetType().GetProperty(nameof(SubmitOrder.OrderId))?.GetValue(message) as Guid?;
}
