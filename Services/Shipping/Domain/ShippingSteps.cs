namespace EventDriven.Shipping.Domain;

/// <summary>The steps that the carrier carries out for an order.</summary>
public static class ShippingSteps
{
    /// <summary>Sets a pick-up aside.</summary>
    public const string Book = "Book";

    /// <summary>Gives the booking up: undoes Book.</summary>
    public const string Cancel = "Cancel";

    /// <summary>Hands the parcel over.</summary>
    public const string Dispatch = "Dispatch";
}
