using System.Data.Common;
using System.Globalization;
using EventDriven.Load.Driving;
using EventDriven.Load.Hosting;
using EventDriven.Load.Measuring;

namespace EventDriven.Load.Auditing;

/// <summary>
/// Adds up all databases after a run: each order has exactly one end, the same everywhere, and each effect (stock held,
/// money authorised and captured, parcel booked, customer told) happened exactly once or was exactly undone.
/// </summary>
/// <param name="system">The system.</param>
/// <param name="customer">Whose orders were placed.</param>
/// <param name="before">The stock before the first of them.</param>
/// <param name="planted">
/// The ids of messages that had to fail, and of which each must be among the failed messages once.
/// </param>
internal sealed class OrderAudit(
    DrivenSystem system,
    string customer,
    StockLevels before,
    IReadOnlyCollection<Guid>? planted = null
)
{
    private const string Completed = "Completed";
    private const string IsFinal = "IN ('Completed', 'Rejected', 'Cancelled')";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Books _books = new(system);

    /// <summary>
    /// Audits until all is right, or for a minute: queues, outboxes and read models are a moment behind the last end
    /// that was seen.
    /// </summary>
    /// <param name="accepted">The orders that were accepted.</param>
    /// <param name="cancel">Gives up.</param>
    /// <returns>What is wrong, and what was compared.</returns>
    public async Task<(IReadOnlyList<string> Wrong, string Compared)> Run(
        IReadOnlyCollection<PlacedOrder> accepted,
        CancellationToken cancel
    )
    {
        var until = DateTime.UtcNow + Patience;
        while (true)
        {
            var findings = new Findings();
            var compared = await Look(accepted, findings, cancel);
            if (findings.IsEmpty || DateTime.UtcNow > until)
                return (findings.Lines, compared);
            await Task.Delay(TimeSpan.FromSeconds(1), cancel);
        }
    }

    private async Task<string> Look(
        IReadOnlyCollection<PlacedOrder> accepted,
        Findings findings,
        CancellationToken cancel
    )
    {
        var placed = accepted.ToDictionary(order => order.Id);
        var stored = await StoredOrders(cancel);
        foreach (var order in accepted)
            findings.Expect(
                stored.Contains(order.Id),
                "accepted orders that the entry API has not stored",
                $"{order.Id}"
            );

        // One that was stored, and whose answer was lost, is an order like any other.
        var run = stored.Union(placed.Keys).ToList();
        var sagas = await Sagas(run, findings, cancel);
        await ReadModel(run, sagas, findings, cancel);
        foreach (var order in accepted)
        {
            var end = sagas.GetValueOrDefault(order.Id).State;
            findings.Expect(
                order.EndState == end,
                "orders whose end was told otherwise than it is",
                $"{order.Id} was told {order.EndState ?? "nothing"}, and is {end ?? "unknown"}"
            );
            findings.Expect(
                order.Kind.Ends.Contains(end),
                "orders that ended otherwise than their kind must",
                $"{order.Id}, {order.Kind.Name}, is {end ?? "unknown"}"
            );
        }

        var totals = await Stock(run, placed, sagas, findings, cancel);
        await Money(run, sagas, totals, findings, cancel);
        await Parcels(run, sagas, findings, cancel);
        await Mail(run, sagas, findings, cancel);
        await NothingIsLeft(findings, cancel);

        var completed = run.Count(id => sagas.GetValueOrDefault(id).State == Completed);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Count} orders, {completed} of them completed, {totals.Values.Sum(total => total.Pieces)} "
                + $"pieces, {totals.Values.Sum(total => total.Amount):n2} EUR"
        );
    }

    private async Task<HashSet<Guid>> StoredOrders(CancellationToken cancel) =>
        [
            .. await _books.Read(
                "EntryApi",
                [],
                $"""SELECT "Id" FROM "Orders" WHERE "CustomerId" = '{customer}'""",
                row => Id(row, 0),
                cancel
            ),
        ];

    private async Task<Dictionary<Guid, (string? State, int Sequence)>> Sagas(
        List<Guid> run,
        Findings findings,
        CancellationToken cancel
    )
    {
        await using var orders = await _books.Open("Orders", run, cancel);
        var sagas = (
            await Books.Read(
                orders,
                """
                SELECT "CorrelationId", "CurrentState", "Sequence" FROM "Orders"
                    WHERE "CorrelationId" IN (SELECT id FROM run)
                """,
                row => (Id: Id(row, 0), State: row.GetString(1), Sequence: row.GetInt32(2)),
                cancel
            )
        ).ToDictionary(row => row.Id, row => ((string?)row.State, row.Sequence));
        var histories = await Endings(orders, "OrderHistory", "To", """ AND "From" <> "To" """, "", cancel);
        foreach (var id in run)
        {
            var (state, sequence) = sagas.GetValueOrDefault(id);
            findings.Expect(
                state is "Completed" or "Rejected" or "Cancelled",
                "orders that have not ended in the saga",
                $"{id} is {state ?? "not there"}"
            );
            findings.Expect(
                histories.TryGetValue(id, out var history) && history.Finals == 1 && history.Final == state,
                "orders without exactly one end in the history",
                $"{id} is {state}, its history has {history?.Finals ?? 0} ends ({history?.Final})"
            );
            findings.Expect(
                history is not null && history.Rows == history.Last && history.Last == sequence,
                "orders with gaps in their history",
                $"{id} is at {sequence}, its history has {history?.Rows ?? 0} rows up to {history?.Last ?? 0}"
            );
        }

        return sagas;
    }

    private async Task ReadModel(
        List<Guid> run,
        Dictionary<Guid, (string? State, int Sequence)> sagas,
        Findings findings,
        CancellationToken cancel
    )
    {
        await using var entry = await _books.Open("EntryApi", run, cancel);
        // A cancellation that is refused after the end is one more entry in the same state.
        var timelines = await Endings(entry, "TimelineEntries", "State", "", "DISTINCT", cancel);
        foreach (var id in run)
        {
            var (state, sequence) = sagas.GetValueOrDefault(id);
            findings.Expect(
                timelines.TryGetValue(id, out var timeline)
                    && timeline.Final == state
                    && timeline.FinalAt == timeline.Last
                    && timeline.Finals == 1,
                "orders without exactly one end in the read model, their last entry",
                $"{id} is {state}, its timeline has {timeline?.Finals ?? 0} ends ({timeline?.Final}) in {
                    timeline?.Rows ?? 0} rows of {sequence}"
            );
        }
    }

    private async Task<Dictionary<Guid, (decimal Amount, long Pieces)>> Stock(
        List<Guid> run,
        Dictionary<Guid, PlacedOrder> placed,
        Dictionary<Guid, (string? State, int Sequence)> sagas,
        Findings findings,
        CancellationToken cancel
    )
    {
        await using var inventory = await _books.Open("Inventory", run, cancel);
        var reservations = (
            await Books.Read(
                inventory,
                """
                SELECT r."OrderId", "Status", "Sku", "Quantity" FROM "Reservations" r
                    JOIN "ReservationLines" l ON l."OrderId" = r."OrderId"
                WHERE r."OrderId" IN (SELECT id FROM run)
                """,
                row => (Id: Id(row, 0), Status: row.GetString(1), Sku: row.GetString(2), Quantity: row.GetInt64(3)),
                cancel
            )
        ).ToLookup(row => row.Id);
        var totals = new Dictionary<Guid, (decimal, long)>();
        foreach (var id in run)
        {
            var completed = sagas.GetValueOrDefault(id).State == Completed;
            var lines = reservations[id].ToList();
            findings.Expect(
                completed
                    ? lines.Count > 0 && lines.All(line => line.Status == "Committed")
                    : lines.All(line => line.Status == "Released"),
                "orders whose stock is neither gone with them nor given back",
                $"{id}: {string.Join(", ", lines.Select(line => $"{line.Quantity} of {line.Sku} {line.Status}"))}"
            );
            if (completed && placed.TryGetValue(id, out var order))
            {
                findings.Expect(
                    lines is [var only] && only.Sku == order.Sku && only.Quantity == order.Quantity,
                    "orders that took other stock than they were placed for",
                    $"{id}: {order.Quantity} of {order.Sku} wanted, {
                        string.Join(", ", lines.Select(line => $"{line.Quantity} of {line.Sku}"))} taken"
                );
            }

            if (completed)
                totals[id] = (
                    lines.Sum(line => line.Quantity * before.Products[line.Sku].Price),
                    lines.Sum(line => line.Quantity)
                );
        }

        var held = (
            await Books.Read(
                inventory,
                """
                SELECT "Sku", sum("Quantity") FROM "ReservationLines" l
                    JOIN "Reservations" r ON r."OrderId" = l."OrderId" WHERE "Status" = 'Held' GROUP BY "Sku"
                """,
                row => (Sku: row.GetString(0), Pieces: row.GetInt64(1)),
                cancel
            )
        ).ToDictionary(row => row.Sku, row => row.Pieces);
        foreach (var now in (await StockLevels.Read(_books, cancel)).Products.Values)
        {
            var then = before.Products[now.Sku];
            findings.Expect(
                now.Held == held.GetValueOrDefault(now.Sku),
                "products that hold other than their reservations",
                $"{now.Sku}: {now.Held} held, reservations of {held.GetValueOrDefault(now.Sku)}"
            );
            findings.Expect(
                then.OnHand + now.Restocked - then.Restocked - now.OnHand == now.Gone - then.Gone,
                "products that lost other than their orders took",
                $"{now.Sku}: {then.OnHand} + {now.Restocked - then.Restocked} restocked - {now.OnHand} on hand, {
                    now.Gone - then.Gone} taken"
            );
        }

        return totals;
    }

    private async Task Money(
        List<Guid> run,
        Dictionary<Guid, (string? State, int Sequence)> sagas,
        Dictionary<Guid, (decimal Amount, long Pieces)> totals,
        Findings findings,
        CancellationToken cancel
    )
    {
        var ledger = (
            await _books.Read(
                "PaymentProvider",
                run,
                """
                SELECT "Reference", "Kind", "Amount" FROM "LedgerEntries"
                    WHERE "Reference" IN (SELECT reference FROM run)
                """,
                row => (Id: Guid.Parse(row.GetString(0)), Kind: row.GetString(1), Amount: row.GetDecimal(2)),
                cancel
            )
        ).ToLookup(row => row.Id);
        foreach (var id in run)
        {
            decimal Sum(string kind) => ledger[id].Where(entry => entry.Kind == kind).Sum(entry => entry.Amount);
            var due = sagas.GetValueOrDefault(id).State == Completed ? totals.GetValueOrDefault(id).Amount : 0;
            var (kept, open) = (Sum("Captured") - Sum("Refunded"), Sum("Authorised") - Sum("Captured") - Sum("Voided"));
            findings.Expect(kept == due, "orders that paid other than they owe", $"{id}: {kept} paid, {due} owed");
            findings.Expect(open == 0, "orders with money left set aside", $"{id}: {open}");
        }
    }

    private async Task Parcels(
        List<Guid> run,
        Dictionary<Guid, (string? State, int Sequence)> sagas,
        Findings findings,
        CancellationToken cancel
    )
    {
        var entries = (
            await _books.Read(
                "Carrier",
                run,
                """
                SELECT "Reference", "Kind" FROM "Entries" WHERE "Reference" IN (SELECT reference FROM run)
                """,
                row => (Id: Guid.Parse(row.GetString(0)), Kind: row.GetString(1)),
                cancel
            )
        ).ToLookup(row => row.Id, row => row.Kind);
        foreach (var id in run)
        {
            string[] wanted =
                sagas.GetValueOrDefault(id).State == Completed ? ["Booked", "Dispatched"]
                : entries[id].Any() ? ["Booked", "Cancelled"]
                : [];
            findings.Expect(
                entries[id].Order(StringComparer.Ordinal).SequenceEqual(wanted),
                "orders with another parcel than theirs",
                $"{id}: {string.Join(", ", entries[id].DefaultIfEmpty("nothing"))} in the carrier's book"
            );
        }
    }

    private async Task Mail(
        List<Guid> run,
        Dictionary<Guid, (string? State, int Sequence)> sagas,
        Findings findings,
        CancellationToken cancel
    )
    {
        var told = (
            await _books.Read(
                "Notifications",
                run,
                """
                SELECT "OrderId", replace("Request", '"', ''), "Outcome" FROM "Steps"
                    WHERE "OrderId" IN (SELECT id FROM run)
                """,
                row => (Id: Id(row, 0), Ending: row.GetString(1), Status: row.GetString(2)),
                cancel
            )
        ).ToLookup(row => row.Id);
        var mails = system
            .MailFolders.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.eml"))
            .CountBy(file => Path.GetFileNameWithoutExtension(file))
            .ToDictionary();
        foreach (var id in run)
        {
            findings.Expect(
                told[id].ToList() is [var only]
                    && only.Status == "Sent"
                    && only.Ending == sagas.GetValueOrDefault(id).State,
                "orders whose customer was not told just once how they ended",
                $"{id}: {
                    string.Join(", ", told[id].Select(one => $"{one.Ending} {one.Status}").DefaultIfEmpty("nothing"))}"
            );
            findings.Expect(
                mails.GetValueOrDefault(id.ToString()) == 1,
                "orders without exactly one mail",
                $"{id}: {mails.GetValueOrDefault(id.ToString())}"
            );
        }
    }

    private async Task NothingIsLeft(Findings findings, CancellationToken cancel)
    {
        foreach (var database in new[] { "EntryApi", "Orders", "Operations" })
        {
            var unsent = (
                await _books.Read(
                    database,
                    [],
                    """SELECT count(*) FROM "OutboxMessage" WHERE "DeliveredTime" IS NULL""",
                    row => row.GetInt64(0),
                    cancel
                )
            )[0];
            findings.Expect(unsent == 0, "messages left in an outbox", $"{unsent} in {database}");
        }

        var deadlines = (
            await _books.Read(
                "Orders",
                [],
                """
                SELECT count(*) FROM "ScheduledMessage" WHERE "SentAt" IS NULL
                """,
                row => row.GetInt64(0),
                cancel
            )
        )[0];
        findings.Expect(deadlines == 0, "deadlines left, or set aside, that no order waits for", $"{deadlines}");

        foreach (var database in new[] { "Inventory", "Payments", "Shipping", "Notifications" })
        {
            var open = (
                await _books.Read(
                    database,
                    [],
                    """SELECT count(*) FROM "Steps" WHERE "AnsweredAt" IS NULL""",
                    row => row.GetInt64(0),
                    cancel
                )
            )[0];
            findings.Expect(open == 0, "steps without an outcome", $"{open} in {database}");
        }

        // The console empties the queues in which they rest: a queue does not show them any more.
        var failed = await _books.Read(
            "Operations",
            [],
            """
            SELECT "MessageType", "RestedIn", "ExceptionType", "MessageId" FROM "FailedMessages"
            """,
            row =>
                (
                    Id: row.IsDBNull(3) ? Guid.Empty : Id(row, 3),
                    Text: $"{row.GetString(0)} in {row.GetString(1)}: {row.GetString(2)}"
                ),
            cancel
        );
        foreach (var (id, text) in failed)
            findings.Expect(planted?.Contains(id) == true, "messages that failed", $"{text}");
        foreach (var id in planted ?? [])
        {
            var count = failed.Count(message => message.Id == id);
            findings.Expect(count == 1, "planted messages that have not failed once", $"{id}: {count}");
        }

        if (system.Servers is not { } servers)
            return;

        using var broker = new BrokerManagement(servers);
        foreach (var (queue, messages) in await broker.Queues(cancel))
            findings.Expect(messages == 0, "queues that are not empty", $"{messages} in {queue}");
    }

    private static async Task<Dictionary<Guid, Ending>> Endings(
        DbConnection connection,
        string table,
        string state,
        string also,
        string distinct,
        CancellationToken cancel
    ) =>
        (
            await Books.Read(
                connection,
                $"""
                SELECT "OrderId", count(*), max("Sequence"),
                    count({distinct} CASE WHEN "{state}" {IsFinal}{also} THEN "{state}" END),
                    max(CASE WHEN "{state}" {IsFinal}{also} THEN "{state}" END),
                    max(CASE WHEN "{state}" {IsFinal}{also} THEN "Sequence" ELSE 0 END)
                FROM "{table}" WHERE "OrderId" IN (SELECT id FROM run) GROUP BY "OrderId"
                """,
                row =>
                    (
                        Id: Id(row, 0),
                        Ending: new Ending(
                            row.GetInt32(1),
                            row.GetInt32(2),
                            row.GetInt32(3),
                            row.IsDBNull(4) ? null : row.GetString(4),
                            row.GetInt32(5)
                        )
                    ),
                cancel
            )
        ).ToDictionary(row => row.Id, row => row.Ending);

    private static Guid Id(DbDataReader row, int column) => row.GetGuid(column);
}
