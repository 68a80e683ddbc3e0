using EventDriven.EntryApi.Endpoints.Requests;
using EventDriven.EntryApi.Endpoints.Views;
using Google.Protobuf.WellKnownTypes;

namespace EventDriven.EntryApi.Grpc;

/// <summary>Converts from and to orders.proto.</summary>
internal static class Messages
{
    // A field that the client leaves out is empty; the validator treats it as null.
    public static PlaceOrder Of(V1.SubmitRequest request) =>
        new()
        {
            CustomerId = request.CustomerId,
            Email = request.Email,
            Lines = [.. request.Lines.Select(line => new PlaceOrderLine { Sku = line.Sku, Quantity = line.Quantity })],
            Payment = request.Payment is { } payment ? new PlaceOrderPayment { Token = payment.Token } : null,
            ShipTo = request.ShipTo is { } address
                ? new PlaceOrderAddress
                {
                    Name = address.Name,
                    Street = address.Street,
                    City = address.City,
                    PostalCode = address.PostalCode,
                    Country = address.Country,
                }
                : null,
        };

    public static RequestCancellation Of(V1.CancelRequest request) => new() { Reason = request.Reason };

    public static V1.Order Of(OrderView order)
    {
        var message = new V1.Order
        {
            OrderId = order.OrderId.ToString("D"),
            State = order.State,
            Sequence = order.Sequence,
            Total = order.Total is { } total ? new V1.Money { Amount = total.Amount, Currency = total.Currency } : null,
            CustomerId = order.CustomerId,
            Email = order.Email,
            Lines = { order.Lines.Select(line => new V1.OrderLine { Sku = line.Sku, Quantity = line.Quantity }) },
            ShipTo = Of(order.ShipTo),
            SubmittedAt = order.SubmittedAt.ToTimestamp(),
            Timeline = { order.Timeline.Select(Of) },
            Cancellation = order.Cancellation is { } cancellation ? Of(cancellation) : null,
        };
        if (order.Reason is not null)
            message.Reason = order.Reason;
        return message;
    }

    public static V1.TimelineEntry Of(TimelineEntryView entry) =>
        new()
        {
            Sequence = entry.Sequence,
            State = entry.State,
            At = entry.At.ToTimestamp(),
            Cause = entry.Cause,
        };

    public static V1.Cancellation Of(CancellationView cancellation)
    {
        var message = new V1.Cancellation
        {
            RequestedAt = cancellation.RequestedAt.ToTimestamp(),
            Reason = cancellation.Reason,
        };
        if (cancellation.Refused is not null)
            message.Refused = cancellation.Refused;
        return message;
    }

    private static V1.Address Of(ShippingAddress address) =>
        new()
        {
            Name = address.Name,
            Street = address.Street,
            City = address.City,
            PostalCode = address.PostalCode,
            Country = address.Country,
        };
}
