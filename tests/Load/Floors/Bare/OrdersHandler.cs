using System.Text.Json;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.Contracts.Payments;
using EventDriven.Contracts.Shipping;
using Npgsql;

namespace EventDriven.Load.Floors.Bare;

/// <summary>
/// The saga: two round trips a batch, as the orders have to be loaded before it is known what is written.
/// </summary>
internal sealed class OrdersHandler : IHandler
{
    public string Queue => Queues.Orders;

    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS orders (id uuid PRIMARY KEY, state text NOT NULL, sequence int NOT NULL,
                machine_version int NOT NULL, customer_id text NOT NULL, email text NOT NULL, lines text NOT NULL,
                payment_token text NOT NULL, ship_to text NOT NULL, total_amount numeric, total_currency text,
                step text, attempt int NOT NULL, deadline timestamptz, submitted_at timestamptz NOT NULL,
                updated_at timestamptz NOT NULL);
            CREATE INDEX IF NOT EXISTS orders_deadline ON orders (deadline) WHERE deadline IS NOT NULL;
            CREATE TABLE IF NOT EXISTS history (order_id uuid, sequence int, event text NOT NULL,
                from_state text NOT NULL, to_state text NOT NULL, cause text NOT NULL, message_id uuid,
                conversation_id uuid, at timestamptz NOT NULL, PRIMARY KEY (order_id, sequence))
            """;

    public IReadOnlyList<Wire> Messages { get; } =
    [
        Wire.Of<SubmitOrder>(),
        Wire.Of<StockReserved>(),
        Wire.Of<PaymentAuthorised>(),
        Wire.Of<ShipmentBooked>(),
        Wire.Of<PaymentCaptured>(),
        Wire.Of<ShipmentDispatched>(),
    ];

    public async Task<IReadOnlyList<Outgoing>> Handle(
        IReadOnlyList<Incoming> batch,
        Guid[] sent,
        NpgsqlConnection connection
    )
    {
        var (fresh, orders) = await Load(batch, connection);
        var history = new List<Transition>(batch.Count);
        var outgoing = new List<Outgoing>(2 * batch.Count);
        foreach (var message in batch.Where(message => fresh.Contains(message.Id)))
            history.Add(OrderMachine.Apply(message, orders, outgoing));

        var begun = orders.Values.Where(order => order.IsNew).ToList();
        var moved = orders.Values.Where(order => !order.IsNew).ToList();
        await using var sql = new NpgsqlBatch(connection)
            .Add(
                """
                INSERT INTO orders (id, state, sequence, machine_version, customer_id, email, lines, payment_token,
                    ship_to, step, attempt, deadline, submitted_at, updated_at)
                SELECT id, state, sequence, 1, customer_id, email, lines, payment_token, ship_to, step, 1, deadline,
                    submitted_at, now()
                FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                    o (id, state, sequence, customer_id, email, lines, payment_token, ship_to, step, deadline,
                    submitted_at)
                """,
                begun.Column(order => order.Id),
                begun.Column(order => order.State),
                begun.Column(order => order.Sequence),
                begun.Column(order => order.CustomerId),
                begun.Column(order => order.Email),
                begun.Column(order => JsonSerializer.Serialize(order.Lines, WireJson.Default.IReadOnlyListOrderLine)),
                begun.Column(order => order.PaymentToken),
                begun.Column(order => JsonSerializer.Serialize(order.ShipTo, WireJson.Default.PostalAddress)),
                begun.Column(order => order.Step),
                begun.Column(order => order.Deadline),
                begun.Column(order => order.SubmittedAt)
            )
            .Add(
                """
                UPDATE orders o SET state = m.state, sequence = m.sequence, total_amount = m.amount,
                    total_currency = m.currency, step = m.step, deadline = m.deadline, updated_at = now()
                FROM unnest($1, $2, $3, $4, $5, $6, $7) m (id, state, sequence, amount, currency, step, deadline)
                WHERE o.id = m.id
                """,
                moved.Column(order => order.Id),
                moved.Column(order => order.State),
                moved.Column(order => order.Sequence),
                moved.Column(order => order.Total?.Amount),
                moved.Column(order => order.Total?.Currency),
                moved.Column(order => order.Step),
                moved.Column(order => order.Deadline)
            )
            .Add(
                "INSERT INTO history SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                history.Column(entry => entry.Order.Id),
                history.Column(entry => entry.Sequence),
                history.Column(entry => entry.Message.Message.GetType().Name),
                history.Column(entry => entry.From),
                history.Column(entry => entry.To),
                history.Column(entry => entry.Cause),
                history.Column(entry => entry.Message.Id),
                history.Column(entry => entry.Message.ConversationId),
                history.Column(entry => entry.At)
            )
            .AddOutbox(outgoing)
            .DeleteSent(sent)
            .Add("COMMIT");
        await sql.ExecuteNonQueryAsync();
        return outgoing;
    }

    private static async Task<(HashSet<Guid> Fresh, Dictionary<Guid, SagaOrder> Orders)> Load(
        IReadOnlyList<Incoming> batch,
        NpgsqlConnection connection
    )
    {
        var fresh = new HashSet<Guid>(batch.Count);
        var orders = new Dictionary<Guid, SagaOrder>(batch.Count);
        await using var sql = new NpgsqlBatch(connection)
            .Add("BEGIN")
            .Add(
                "INSERT INTO inbox (id) SELECT unnest($1) ON CONFLICT DO NOTHING RETURNING id",
                batch.Column(message => message.Id)
            )
            .Add(
                """
                SELECT id, state, sequence, customer_id, email, lines, payment_token, ship_to, total_amount,
                    total_currency
                FROM orders
                WHERE id = ANY ($1) ORDER BY id FOR UPDATE
                """,
                batch.Column(message => OrderMachine.OrderIdOf(message.Message))
            );
        await using var reader = await sql.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            fresh.Add(reader.GetGuid(0));
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            var order = new SagaOrder
            {
                Id = reader.GetGuid(0),
                State = reader.GetString(1),
                Sequence = reader.GetInt32(2),
                CustomerId = reader.GetString(3),
                Email = reader.GetString(4),
                Lines = JsonSerializer.Deserialize(reader.GetString(5), WireJson.Default.IReadOnlyListOrderLine)!,
                PaymentToken = reader.GetString(6),
                ShipTo = JsonSerializer.Deserialize(reader.GetString(7), WireJson.Default.PostalAddress)!,
                Total = reader.IsDBNull(8)
                    ? null
                    : new Money { Amount = reader.GetDecimal(8), Currency = reader.GetString(9) },
            };
            orders.Add(order.Id, order);
        }

        return (fresh, orders);
    }
}
