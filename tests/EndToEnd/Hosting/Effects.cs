namespace EventDriven.EndToEnd.Tests.Hosting;

/// <summary>
/// What orders have brought about, as the services' databases and the remote parties' own books have it.
/// </summary>
internal sealed record Effects
{
    /// <summary>Pieces set aside for orders.</summary>
    public required long StockHeld { get; init; }

    /// <summary>Pieces that left the warehouse for good.</summary>
    public required long StockGone { get; init; }

    /// <summary>Money set aside at the provider, and neither taken nor given up.</summary>
    public required decimal MoneyAuthorised { get; init; }

    /// <summary>Money taken and not paid back.</summary>
    public required decimal MoneyCaptured { get; init; }

    /// <summary>Parcels booked at the carrier, and neither cancelled nor dispatched.</summary>
    public required long ParcelsBooked { get; init; }

    /// <summary>Parcels that the carrier has.</summary>
    public required long ParcelsDispatched { get; init; }

    /// <summary>Mails to customers.</summary>
    public required int Mails { get; init; }

    /// <summary>
    /// What must be there once these orders have ended: all of a completed one, and nothing of any other.
    /// </summary>
    public static Effects Of(IReadOnlyCollection<(PlacedOrder Placed, OrderSnapshot Ended)> orders)
    {
        var completed = orders.Where(order => order.Ended.State == "Completed").ToList();
        return new Effects
        {
            StockHeld = 0,
            StockGone = completed.Sum(order => order.Placed.Quantity),
            MoneyAuthorised = 0,
            MoneyCaptured = completed.Sum(order => order.Ended.Total!.Amount),
            ParcelsBooked = 0,
            ParcelsDispatched = completed.Count,
            Mails = orders.Count,
        };
    }

    /// <summary>What is there before the first order.</summary>
    public static Effects None { get; } = Of([]);

    public static Effects operator +(Effects some, Effects more) =>
        new()
        {
            StockHeld = some.StockHeld + more.StockHeld,
            StockGone = some.StockGone + more.StockGone,
            MoneyAuthorised = some.MoneyAuthorised + more.MoneyAuthorised,
            MoneyCaptured = some.MoneyCaptured + more.MoneyCaptured,
            ParcelsBooked = some.ParcelsBooked + more.ParcelsBooked,
            ParcelsDispatched = some.ParcelsDispatched + more.ParcelsDispatched,
            Mails = some.Mails + more.Mails,
        };

    /// <summary>What is there.</summary>
    public static async Task<Effects> Read(Deployment deployment, CancellationToken cancel) =>
        new()
        {
            StockHeld = await deployment.Read<long>(
                "Inventory",
                """SELECT coalesce(sum("Held"), 0)::bigint FROM "Products" """,
                cancel
            ),
            StockGone = await deployment.Read<long>(
                "Inventory",
                """
                SELECT coalesce(sum("Quantity"), 0)::bigint FROM "ReservationLines"
                JOIN "Reservations" USING ("OrderId") WHERE "Status" = 'Committed'
                """,
                cancel
            ),
            MoneyAuthorised = await deployment.Read<decimal>(
                "PaymentProvider",
                $"""
                SELECT {Sum("Authorised")} - {Sum("Captured")} - {Sum("Voided")} FROM "LedgerEntries"
                """,
                cancel
            ),
            MoneyCaptured = await deployment.Read<decimal>(
                "PaymentProvider",
                $"""
                SELECT {Sum("Captured")} - {Sum("Refunded")} FROM "LedgerEntries"
                """,
                cancel
            ),
            ParcelsBooked = await deployment.Read<long>(
                "Carrier",
                $"""
                SELECT {Count("Booked")} - {Count("Cancelled")} - {Count("Dispatched")} FROM "Entries"
                """,
                cancel
            ),
            ParcelsDispatched = await deployment.Read<long>(
                "Carrier",
                $"""
                SELECT {Count("Dispatched")} FROM "Entries"
                """,
                cancel
            ),
            Mails = deployment.MailFolder.Exists ? deployment.MailFolder.EnumerateFiles("*.eml").Count() : 0,
        };

    private static string Sum(string kind) => $"""coalesce(sum("Amount") FILTER (WHERE "Kind" = '{kind}'), 0)""";

    private static string Count(string kind) => $"""count(*) FILTER (WHERE "Kind" = '{kind}')""";
}
