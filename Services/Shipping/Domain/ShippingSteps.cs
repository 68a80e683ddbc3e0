namespace EventDriven.Shipping.Domain;

/// <summary>The steps of an order's shipment.</summary>
public static class ShippingSteps
{
    public const string Book = "Book";

    /// <summary>Undoes <see cref="Book" />.</summary>
    public const string Cancel = "Cancel";

    public const string Dispatch = "Dispatch";
}
