namespace EventDriven.Contracts.Orders;

/// <summary>
/// What an order can wait for. Each step has the name of its command; ReviewPayment has none, because an operator
/// decides. Messages and databases contain the name.
/// </summary>
public enum OrderStep
{
    /// <summary>Inventory holds every line, or none.</summary>
    ReserveStock,

    /// <summary>Payments sets the total aside.</summary>
    AuthorisePayment,

    /// <summary>An operator approves or rejects the payment. No command is sent: the state is what asks.</summary>
    ReviewPayment,

    /// <summary>Shipping books the parcel.</summary>
    BookShipment,

    /// <summary>Payments takes the total: the pivot.</summary>
    CapturePayment,

    /// <summary>Shipping hands the parcel over; asked until it is done.</summary>
    DispatchShipment,

    /// <summary>Undoes CapturePayment.</summary>
    RefundPayment,

    /// <summary>Undoes BookShipment.</summary>
    CancelShipment,

    /// <summary>Undoes AuthorisePayment.</summary>
    VoidPayment,

    /// <summary>Undoes ReserveStock.</summary>
    ReleaseStock,
}
