using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using Npgsql;

namespace EventDriven.Load.Floors.Bare;

/// <summary>The entry API's read model.</summary>
internal sealed class TimelinesHandler : IHandler
{
    public string Queue => Queues.OrderStatus;

    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS orders (id uuid PRIMARY KEY, customer_id text NOT NULL, email text NOT NULL,
                name text NOT NULL, street text NOT NULL, city text NOT NULL, postal_code text NOT NULL,
                country text NOT NULL, submitted_at timestamptz NOT NULL);
            CREATE TABLE IF NOT EXISTS order_lines (order_id uuid, number int, sku text NOT NULL, quantity int NOT NULL,
                PRIMARY KEY (order_id, number));
            CREATE TABLE IF NOT EXISTS timeline (order_id uuid, sequence int, state text NOT NULL, cause text NOT NULL,
                reason text, total_amount numeric(18,2), total_currency text, at timestamptz NOT NULL,
                PRIMARY KEY (order_id, sequence))
            """;

    public IReadOnlyList<Wire> Messages { get; } = [Wire.Of<OrderStatusChanged>()];

    public async Task<IReadOnlyList<Outgoing>> Handle(
        IReadOnlyList<Incoming> batch,
        Guid[] sent,
        NpgsqlConnection connection
    )
    {
        var entries = batch.Column(message => (OrderStatusChanged)message.Message);
        await using var sql = new NpgsqlBatch(connection)
            .Add(
                """
                WITH m AS (SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    m (id, order_id, sequence, state, cause, reason, amount, currency, at)),
                fresh AS (INSERT INTO inbox (id) SELECT id FROM m ON CONFLICT DO NOTHING RETURNING id)
                INSERT INTO timeline SELECT order_id, sequence, state, cause, reason, amount, currency, at
                FROM m JOIN fresh USING (id)
                """,
                batch.Column(message => message.Id),
                entries.Column(entry => entry.OrderId),
                entries.Column(entry => entry.Sequence),
                entries.Column(entry => entry.State),
                entries.Column(entry => entry.Cause),
                entries.Column(entry => entry.Reason),
                entries.Column(entry => entry.Total?.Amount),
                entries.Column(entry => entry.Total?.Currency),
                entries.Column(entry => entry.At)
            )
            .DeleteSent(sent);
        await sql.ExecuteNonQueryAsync();
        return [];
    }
}
