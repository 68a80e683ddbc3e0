namespace EventDriven.Shipping.Domain;

public static class ShippingSteps
{
    public const string Book = "Book";

    /// <summary>Undoes <see cref="Book" />.</summary>
    public const string Cancel = "Cancel";

    public const string Dispatch = "Dispatch";
}
