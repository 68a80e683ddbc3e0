using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using Npgsql;

namespace EventDriven.Load.Floors.Bare;

/// <summary>Notifications: records that the customer is told. No mail is made.</summary>
internal sealed class NotificationsHandler : IHandler
{
    public string Queue => Queues.Notifications;

    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS notifications (order_id uuid PRIMARY KEY, event_id uuid NOT NULL,
                ending text NOT NULL, email text NOT NULL, status text NOT NULL,
                requested_at timestamptz NOT NULL, done_at timestamptz)
            """;

    public IReadOnlyList<Wire> Messages { get; } = [Wire.Of<OrderCompleted>()];

    public async Task<IReadOnlyList<Outgoing>> Handle(
        IReadOnlyList<Incoming> batch,
        Guid[] sent,
        NpgsqlConnection connection
    )
    {
        var orders = batch.Column(message => (OrderCompleted)message.Message);
        await using var sql = new NpgsqlBatch(connection).Add(
            """
            WITH m AS (SELECT * FROM unnest($1, $2, $3) m (id, order_id, email)),
            fresh AS (INSERT INTO inbox (id) SELECT id FROM m ON CONFLICT DO NOTHING RETURNING id)
            INSERT INTO notifications SELECT order_id, id, 'Completed', email, 'Sent', now(), now()
            FROM m JOIN fresh USING (id)
            """,
            batch.Column(message => message.Id),
            orders.Column(order => order.OrderId),
            orders.Column(order => order.Email)
        );
        await sql.ExecuteNonQueryAsync();
        return [];
    }
}
