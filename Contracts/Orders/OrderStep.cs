namespace EventDriven.Contracts.Orders;

/// <summary>What an order can wait for, by the name of its command. Messages and databases contain the names.</summary>
public enum OrderStep
{
    /// <summary>Inventory holds all lines, or none.</summary>
    ReserveStock,

    /// <summary>Payments sets the total aside.</summary>
    AuthorisePayment,

    /// <summary>An operator decides on the payment. No command is sent.</summary>
    ReviewPayment,

    /// <summary>Shipping books the parcel.</summary>
    BookShipment,

    /// <summary>Payments takes the total: the pivot.</summary>
    CapturePayment,

    /// <summary>Shipping hands the parcel over; retried until it has or is given up.</summary>
    DispatchShipment,

    /// <summary>Undoes CapturePayment.</summary>
    RefundPayment,

    /// <summary>Undoes BookShipment. First of all undos if a dispatch is given up.</summary>
    CancelShipment,

    /// <summary>Undoes AuthorisePayment.</summary>
    VoidPayment,

    /// <summary>Undoes ReserveStock.</summary>
    ReleaseStock,
}
