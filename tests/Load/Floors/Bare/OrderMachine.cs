using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;

namespace EventDriven.Load.Floors.Bare;

/// <summary>
/// The transitions of an order that completes, with the states, commands and causes of the real machine.
/// </summary>
internal static class OrderMachine
{
    private static readonly TimeSpan StepDeadline = TimeSpan.FromSeconds(10);

    /// <summary>The order that a message speaks of.</summary>
    public static Guid OrderIdOf(object message) =>
        message switch
        {
            SubmitOrder m => m.OrderId,
            StockReserved m => m.OrderId,
            PaymentAuthorised m => m.OrderId,
            ShipmentBooked m => m.OrderId,
            PaymentCaptured m => m.OrderId,
            ShipmentDispatched m => m.OrderId,
            _ => throw new InvalidOperationException($"{message.GetType().Name} is nothing to an order."),
        };

    /// <summary>Moves an order on.</summary>
    /// <param name="incoming">What has happened.</param>
    /// <param name="orders">The orders of the batch; one that begins is added.</param>
    /// <param name="outgoing">Where what is to be sent is added.</param>
    /// <returns>The history's entry.</returns>
    /// <exception cref="InvalidOperationException">
    /// Something has happened that does not on an order's way to its completion.
    /// </exception>
    public static Transition Apply(Incoming incoming, Dictionary<Guid, SagaOrder> orders, List<Outgoing> outgoing)
    {
        var id = OrderIdOf(incoming.Message);
        if (incoming.Message is SubmitOrder submitted)
            orders.Add(id, Begin(submitted));
        var order = orders[id];
        var from = order.State;
        switch (from, incoming.Message)
        {
            case ("Initial", SubmitOrder):
                return Ask(
                    "ReservingStock",
                    Queues.Inventory,
                    new ReserveStock { OrderId = id, Lines = order.Lines },
                    "The order was submitted."
                );
            case ("ReservingStock", StockReserved stock):
                order.Total = stock.Total;
                return Ask(
                    "AuthorisingPayment",
                    Queues.Payments,
                    new AuthorisePayment
                    {
                        OrderId = id,
                        Amount = stock.Total,
                        PaymentToken = order.PaymentToken,
                    },
                    $"Stock is held, at {stock.Total} for all lines."
                );
            case ("AuthorisingPayment", PaymentAuthorised):
                return Ask(
                    "BookingShipment",
                    Queues.Shipping,
                    new BookShipment
                    {
                        OrderId = id,
                        ShipTo = order.ShipTo,
                        Lines = order.Lines,
                    },
                    "The payment is authorised."
                );
            case ("BookingShipment", ShipmentBooked parcel):
                return Ask(
                    "CapturingPayment",
                    Queues.Payments,
                    new CapturePayment { OrderId = id, Amount = order.Total! },
                    $"The parcel is booked as {parcel.TrackingNumber}."
                );
            case ("CapturingPayment", PaymentCaptured):
                return Ask(
                    "Dispatching",
                    Queues.Shipping,
                    new DispatchShipment { OrderId = id },
                    "The payment is captured."
                );
            case ("Dispatching", ShipmentDispatched parcel):
                Send(
                    Wire.Event(
                        new OrderCompleted
                        {
                            OrderId = id,
                            CustomerId = order.CustomerId,
                            Email = order.Email,
                            Total = order.Total!,
                            TrackingNumber = parcel.TrackingNumber,
                            At = DateTimeOffset.UtcNow,
                        },
                        incoming.Id,
                        incoming.ConversationId
                    )
                );
                return MoveTo("Completed", step: null, $"The parcel {parcel.TrackingNumber} is with the carrier.");
            default:
                throw new InvalidOperationException(
                    $"{incoming.Message.GetType().Name} came to order {id}, which is {from}."
                );
        }

        Transition Ask<T>(string to, string queue, T command, string cause)
            where T : class
        {
            Send(Wire.Command(queue, command, incoming.Id, incoming.ConversationId));
            return MoveTo(to, typeof(T).Name, cause);
        }

        Transition MoveTo(string to, string? step, string cause)
        {
            var now = DateTimeOffset.UtcNow;
            order.State = to;
            order.Sequence++;
            order.Step = step;
            order.Deadline = step is null ? null : now + StepDeadline;
            Send(
                Wire.Event(
                    new OrderStatusChanged
                    {
                        OrderId = id,
                        Sequence = order.Sequence,
                        State = to,
                        Cause = cause,
                        Total = order.Total,
                        At = now,
                    },
                    incoming.Id,
                    incoming.ConversationId
                )
            );
            return new Transition(order, order.Sequence, incoming, from, to, cause, now);
        }

        void Send(Outgoing message) => outgoing.Add(message);
    }

    private static SagaOrder Begin(SubmitOrder submitted) =>
        new()
        {
            Id = submitted.OrderId,
            IsNew = true,
            State = "Initial",
            Sequence = 0,
            CustomerId = submitted.CustomerId,
            Email = submitted.Email,
            Lines = submitted.Lines,
            PaymentToken = submitted.PaymentToken,
            ShipTo = submitted.ShipTo,
            SubmittedAt = submitted.SubmittedAt,
        };
}
