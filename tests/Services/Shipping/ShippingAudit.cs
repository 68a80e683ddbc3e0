namespace EventDriven.Services.Tests.Shipping;

/// <summary>
/// What an audit asks of the simulated carrier's PostgreSQL database. The reference is the order's id.
/// </summary>
internal static class ShippingAudit
{
    /// <summary>The orders whose booking is neither cancelled nor dispatched.</summary>
    public const string OpenBookings = """
        SELECT "Reference" AS "Value" FROM "Entries"
        GROUP BY "Reference" HAVING bool_and("Kind" = 'Booked')
        """;
}
