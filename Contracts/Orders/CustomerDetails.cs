namespace EventDriven.Contracts.Orders;

/// <summary>Response to GetCustomerDetails.</summary>
[EntityName("orders.customer-details")]
[MessageUrn("orders.customer-details")]
[FaultEntityName("orders.customer-details.fault")]
public sealed record CustomerDetails
{
    /// <summary>The order's id.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>For the mail about the order's end.</summary>
    public required string Email { get; init; }

    /// <summary>Where the parcel goes.</summary>
    public required PostalAddress ShipTo { get; init; }
}
