using EventDriven.Load.Driving;
using EventDriven.Load.Hosting;
using Npgsql;

namespace EventDriven.Load.Auditing;

/// <summary>
/// The stock before a run, to which what came in is added, and from which what the orders took is subtracted.
/// </summary>
/// <param name="Products">By SKU.</param>
internal sealed record StockLevels(IReadOnlyDictionary<string, StockLevel> Products)
{
    /// <summary>As many of each product as no run takes.</summary>
    private const int Plenty = 100_000_000;

    /// <summary>Reads them.</summary>
    public static async Task<StockLevels> Read(Books books, CancellationToken cancel) =>
        new(
            (
                await books.Read(
                    "Inventory",
                    [],
                    """
                    SELECT p."Sku", "UnitPrice", "OnHand", "Held", coalesce(sum("Quantity"), 0),
                        (SELECT coalesce(sum(r."Quantity"), 0) FROM "Restocks" r WHERE r."Sku" = p."Sku")
                    FROM "Products" p LEFT JOIN (
                        SELECT "Sku", "Quantity" FROM "ReservationLines" JOIN "Reservations" USING ("OrderId")
                            WHERE "Status" = 'Committed') gone
                    ON gone."Sku" = p."Sku" GROUP BY p."Sku", "UnitPrice", "OnHand", "Held"
                    """,
                    row => new StockLevel(
                        row.GetString(0),
                        row.GetDecimal(1),
                        row.GetInt64(2),
                        row.GetInt64(3),
                        row.GetInt64(4),
                        row.GetInt64(5)
                    ),
                    cancel
                )
            ).ToDictionary(product => product.Sku)
        );

    /// <summary>Has more stock than an operator could order, so that a long run does not sell out.</summary>
    public static async Task TopUp(ServerAddresses servers, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(servers.AdminOf(servers.Databases["Inventory"]));
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            UPDATE "Products" SET "OnHand" = $1 WHERE "Sku" = ANY ($2) AND "OnHand" < $1
            """,
            connection
        );
        command.Parameters.Add(new() { Value = Plenty });
        command.Parameters.Add(new() { Value = Driver.Skus.ToArray() });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
