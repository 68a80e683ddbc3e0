namespace EventDriven.Inventory.Domain;

/// <summary>Identifies what a stock decision concerns: an order or a delivery. Equal if the ids are.</summary>
/// <param name="Id">The order, or the delivery.</param>
/// <param name="IsRestock">Whether it is a delivery.</param>
/// <param name="Skus">The products that the decision needs, beside those that are held for the order.</param>
internal sealed record StockKey(Guid Id, bool IsRestock, params IReadOnlyList<string> Skus)
{
    public bool Equals(StockKey? other) => other?.Id == Id;

    public override int GetHashCode() => Id.GetHashCode();
}
