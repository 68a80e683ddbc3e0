namespace EventDriven.Inventory.Domain;

/// <summary>The steps of an order's stock.</summary>
internal static class StockSteps
{
    public const string Reserve = "Reserve";

    /// <summary>Undoes <see cref="Reserve" />.</summary>
    public const string Release = "Release";

    public const string Commit = "Commit";
}
