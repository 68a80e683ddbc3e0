using System.Globalization;
using EventDriven.Contracts.Orders;
using EventDriven.Explorer.Worlds;
using EventDriven.Inventory.Domain;
using EventDriven.SimulatedParties;

namespace EventDriven.Explorer.Checks;

/// <summary>What the order has in effect: stock that is held, money, a parcel.</summary>
internal readonly record struct Effects(
    ReservationStatus? Stock,
    decimal Authorised,
    decimal Captured,
    bool IsBooked,
    bool IsDispatched
)
{
    public static Effects Of(World world)
    {
        var (payment, parcel) = (world.Provider.Account, world.Carrier.Account);
        return new Effects(
            world.Stock.Reservation?.Status,
            payment?.Open ?? 0,
            payment?.Kept ?? 0,
            parcel?.Find(CarrierEntryKind.Booked) is not null && parcel.Find(CarrierEntryKind.Cancelled) is null,
            parcel?.Find(CarrierEntryKind.Dispatched) is not null
        );
    }

    public bool AreNone =>
        Stock is null or ReservationStatus.Released && (Authorised, Captured, IsBooked, IsDispatched) == default;

    /// <summary>The first state that allows what is in effect.</summary>
    public string Needs =>
        IsDispatched ? OrderStates.Dispatching
        : Captured > 0 ? OrderStates.CapturingPayment
        : IsBooked ? OrderStates.BookingShipment
        : Authorised > 0 ? OrderStates.AuthorisingPayment
        : Stock == ReservationStatus.Held ? OrderStates.ReservingStock
        : OrderStates.Initial;

    public override string ToString()
    {
        var stock = Stock is null ? "no stock reserved" : $"stock {Stock}";
        var parcel =
            IsDispatched ? "a parcel dispatched"
            : IsBooked ? "a parcel booked"
            : "no parcel";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{stock}, {Authorised} authorised, {Captured} captured, {parcel}"
        );
    }
}
