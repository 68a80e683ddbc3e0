namespace EventDriven.Inventory.Domain;

internal static class StockSteps
{
    public const string Reserve = "Reserve";

    /// <summary>Undoes <see cref="Reserve" />.</summary>
    public const string Release = "Release";

    public const string Commit = "Commit";
}
