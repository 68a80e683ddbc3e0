namespace EventDriven.Load.Auditing;

/// <summary>One product's stock.</summary>
/// <param name="Sku">The product.</param>
/// <param name="Price">For one.</param>
/// <param name="OnHand">Pieces in the warehouse, those held included.</param>
/// <param name="Held">Pieces set aside for orders.</param>
/// <param name="Gone">Pieces that have left for good with orders.</param>
/// <param name="Restocked">Pieces that have come in.</param>
internal sealed record StockLevel(string Sku, decimal Price, long OnHand, long Held, long Gone, long Restocked);
