namespace EventDriven.Contracts.Orders;

/// <summary>
/// Request: personal data. Sent by Operations for an operator who gave a reason; handled by the entry API, which
/// responds with CustomerDetails or CustomerDetailsUnknown.
/// </summary>
[EntityName("orders.get-customer-details")]
[MessageUrn("orders.get-customer-details")]
[FaultEntityName("orders.get-customer-details.fault")]
public sealed record GetCustomerDetails
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }
}
