using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Shipping;
using Npgsql;

namespace EventDriven.Load.Floors.Bare;

/// <summary>
/// Inventory: holds and commits stock. An order's commit comes long after its hold, never in one batch with it. Stock
/// that is short breaks a check and ends the process: there is enough of everything.
/// </summary>
internal sealed class InventoryHandler : IHandler
{
    private static readonly string Products = string.Join(
        ", ",
        Catalogue.Prices.Keys.Select(sku => $"('{sku}', 1000000000, 0)")
    );

    public string Queue => Queues.Inventory;

    public string Schema =>
        $"""
            CREATE TABLE IF NOT EXISTS products (sku text PRIMARY KEY, on_hand int NOT NULL, held int NOT NULL,
                CHECK (held >= 0 AND on_hand >= held));
            INSERT INTO products VALUES {Products} ON CONFLICT DO NOTHING;
            CREATE TABLE IF NOT EXISTS steps (order_id uuid, kind text, outcome text NOT NULL, answer_id uuid NOT NULL,
                answer bytea NOT NULL, at timestamptz NOT NULL, PRIMARY KEY (order_id, kind));
            CREATE TABLE IF NOT EXISTS reservations (order_id uuid PRIMARY KEY, status text NOT NULL,
                held_at timestamptz NOT NULL);
            CREATE TABLE IF NOT EXISTS reservation_lines (order_id uuid, sku text, quantity int NOT NULL,
                PRIMARY KEY (order_id, sku))
            """;

    public IReadOnlyList<Wire> Messages { get; } = [Wire.Of<ReserveStock>(), Wire.Of<ShipmentDispatched>()];

    public async Task<IReadOnlyList<Outgoing>> Handle(
        IReadOnlyList<Incoming> batch,
        Guid[] sent,
        NpgsqlConnection connection
    )
    {
        var steps = batch.Column(Do);
        var outgoing = steps.Column(step => step.Answer);
        var lines = batch
            .Where(message => message.Message is ReserveStock)
            .SelectMany(message => ((ReserveStock)message.Message).Lines, (message, line) => (message.Id, Line: line))
            .ToList();
        var fresh = await new NpgsqlBatch(connection)
            .Add(
                """
                WITH m AS (SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
                    m (id, order_id, kind, answer_id, exchange, type, body)),
                fresh AS (INSERT INTO inbox (id) SELECT id FROM m ON CONFLICT DO NOTHING RETURNING id),
                new AS (SELECT * FROM m JOIN fresh USING (id)),
                wanted AS (SELECT new.order_id, l.sku, l.quantity FROM unnest($8, $9, $10) l (id, sku, quantity)
                    JOIN new USING (id)),
                step AS (INSERT INTO steps SELECT order_id, kind,
                    CASE kind WHEN 'Reserve' THEN 'Reserved' ELSE 'Committed' END, answer_id, body, now() FROM new),
                held AS (INSERT INTO reservations SELECT order_id, 'Held', now() FROM new WHERE kind = 'Reserve'),
                line AS (INSERT INTO reservation_lines SELECT * FROM wanted),
                gone AS (UPDATE reservations r SET status = 'Committed' FROM new WHERE new.kind = 'Commit'
                    AND r.order_id = new.order_id AND r.status = 'Held' RETURNING r.order_id),
                delta AS (SELECT sku, sum(held)::int held, sum(gone)::int gone FROM (
                    SELECT sku, quantity held, 0 gone FROM wanted
                    UNION ALL
                    SELECT sku, -quantity, quantity FROM reservation_lines JOIN gone USING (order_id)) d GROUP BY sku),
                stock AS (UPDATE products p SET held = p.held + d.held, on_hand = p.on_hand - d.gone FROM delta d
                    WHERE p.sku = d.sku)
                INSERT INTO outbox SELECT answer_id, id, exchange, type, body FROM new RETURNING id
                """,
                batch.Column(message => message.Id),
                steps.Column(step => step.OrderId),
                steps.Column(step => step.Kind),
                outgoing.Column(message => message.Id),
                outgoing.Column(message => message.Exchange),
                outgoing.Column(message => message.Type),
                outgoing.Column(message => message.Body),
                lines.Column(line => line.Id),
                lines.Column(line => line.Line.Sku),
                lines.Column(line => line.Line.Quantity)
            )
            .DeleteSent(sent)
            .ReadIds();
        return [.. outgoing.Where(message => fresh.Contains(message.Id))];
    }

    private static (Guid OrderId, string Kind, Outgoing Answer) Do(Incoming message) =>
        message.Message switch
        {
            ReserveStock command => (
                command.OrderId,
                "Reserve",
                Wire.Event(Catalogue.Price(command.OrderId, command.Lines), message.Id, message.ConversationId)
            ),
            ShipmentDispatched parcel => (
                parcel.OrderId,
                "Commit",
                Wire.Event(new StockCommitted { OrderId = parcel.OrderId }, message.Id, message.ConversationId)
            ),
            _ => throw new InvalidOperationException($"{message.Message.GetType().Name} is nothing to Inventory."),
        };
}
