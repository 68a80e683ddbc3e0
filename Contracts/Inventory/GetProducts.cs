namespace EventDriven.Contracts.Inventory;

/// <summary>
/// Request: the catalogue. Sent by the entry API; handled by Inventory, which responds with ProductCatalogue.
/// </summary>
[EntityName("inventory.get-products")]
[MessageUrn("inventory.get-products")]
[FaultEntityName("inventory.get-products.fault")]
public sealed record GetProducts { }
