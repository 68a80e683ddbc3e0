namespace EventDriven.Inventory.Domain;

/// <summary>The order or the delivery that a stock decision is about. Equal if the ids are.</summary>
/// <param name="Skus">The products that the decision needs, besides those that are held for the order.</param>
internal sealed record StockKey(Guid Id, bool IsRestock, params IReadOnlyList<string> Skus)
{
    public bool Equals(StockKey? other) => other?.Id == Id;

    public override int GetHashCode() => Id.GetHashCode();
}
