namespace EventDriven.Contracts.Orders;

/// <summary>
/// Response to GetCustomerDetails: the entry API has accepted no such order.
/// </summary>
[EntityName("orders.customer-details-unknown")]
[MessageUrn("orders.customer-details-unknown")]
[FaultEntityName("orders.customer-details-unknown.fault")]
public sealed record CustomerDetailsUnknown
{
    /// <summary>Correlates the messages of the order.</summary>
    public required Guid OrderId { get; init; }
}
