namespace EventDriven.Contracts.Orders;

/// <summary>Response to GetCustomerDetails: no such order.</summary>
[EntityName("orders.customer-details-unknown")]
[MessageUrn("orders.customer-details-unknown")]
[FaultEntityName("orders.customer-details-unknown.fault")]
public sealed record CustomerDetailsUnknown
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}
