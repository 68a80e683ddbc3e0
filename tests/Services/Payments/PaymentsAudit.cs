namespace EventDriven.Services.Tests.Payments;

/// <summary>
/// What an audit asks of the simulated provider's PostgreSQL database. The reference is the order's id.
/// </summary>
internal static class PaymentsAudit
{
    /// <summary>What was taken and not paid back, by order.</summary>
    public const string CapturedPerOrder = """
        SELECT "Reference", sum(CASE "Kind" WHEN 'Captured' THEN "Amount" ELSE -"Amount" END) AS "Amount"
        FROM "LedgerEntries" WHERE "Kind" IN ('Captured', 'Refunded')
        GROUP BY "Reference", "Currency" HAVING sum(CASE "Kind" WHEN 'Captured' THEN "Amount" ELSE -"Amount" END) <> 0
        """;

    /// <summary>What is set aside and neither taken nor given up, by order.</summary>
    public const string OpenAuthorisations = """
        SELECT "Reference", sum(CASE "Kind" WHEN 'Authorised' THEN "Amount" ELSE -"Amount" END) AS "Amount"
        FROM "LedgerEntries" WHERE "Kind" IN ('Authorised', 'Captured', 'Voided')
        GROUP BY "Reference", "Currency" HAVING sum(CASE "Kind" WHEN 'Authorised' THEN "Amount" ELSE -"Amount" END) <> 0
        """;
}
