using System.Text.Json.Serialization;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;

namespace EventDriven.Load.Floors.Bare;

/// <summary>How messages are written and read, made by the compiler: no reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Envelope<SubmitOrder>))]
[JsonSerializable(typeof(Envelope<OrderStatusChanged>))]
[JsonSerializable(typeof(Envelope<OrderCompleted>))]
[JsonSerializable(typeof(Envelope<ReserveStock>))]
[JsonSerializable(typeof(Envelope<StockReserved>))]
[JsonSerializable(typeof(Envelope<StockCommitted>))]
[JsonSerializable(typeof(Envelope<AuthorisePayment>))]
[JsonSerializable(typeof(Envelope<PaymentAuthorised>))]
[JsonSerializable(typeof(Envelope<CapturePayment>))]
[JsonSerializable(typeof(Envelope<PaymentCaptured>))]
[JsonSerializable(typeof(Envelope<BookShipment>))]
[JsonSerializable(typeof(Envelope<ShipmentBooked>))]
[JsonSerializable(typeof(Envelope<DispatchShipment>))]
[JsonSerializable(typeof(Envelope<ShipmentDispatched>))]
[JsonSerializable(typeof(IReadOnlyList<OrderLine>))]
[JsonSerializable(typeof(PostalAddress))]
internal sealed partial class WireJson : JsonSerializerContext;
