using MassTransit;

namespace EventDriven.Contracts.Orders;

/// <summary>
/// Request: who an order is for. Sent by Operations, for an operator who has said why; handled by the entry API, which
/// keeps them, and responds with CustomerDetails or CustomerDetailsUnknown. Reads only; may be repeated freely.
/// </summary>
[EntityName("orders.get-customer-details")]
[MessageUrn("orders.get-customer-details")]
[FaultEntityName("orders.get-customer-details.fault")]
public sealed record GetCustomerDetails
{
    /// <summary>The order; correlates every message of its workflow.</summary>
    public required Guid OrderId { get; init; }
}
