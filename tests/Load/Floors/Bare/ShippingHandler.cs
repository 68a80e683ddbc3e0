using EventDriven.Contracts;
using EventDriven.Contracts.Shipping;
using Npgsql;

namespace EventDriven.Load.Floors.Bare;

/// <summary>Shipping: books and dispatches; the carrier's book is written with the step.</summary>
internal sealed class ShippingHandler : IHandler
{
    public string Queue => Queues.Shipping;

    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS steps (order_id uuid, step text, status text NOT NULL,
                idempotency_key text NOT NULL, answer_id uuid NOT NULL, reference text,
                requested_at timestamptz NOT NULL, answered_at timestamptz, PRIMARY KEY (order_id, step));
            CREATE TABLE IF NOT EXISTS parcels (reference text, kind text, tracking_number text NOT NULL,
                at timestamptz NOT NULL, PRIMARY KEY (reference, kind))
            """;

    public IReadOnlyList<Wire> Messages { get; } = [Wire.Of<BookShipment>(), Wire.Of<DispatchShipment>()];

    public async Task<IReadOnlyList<Outgoing>> Handle(
        IReadOnlyList<Incoming> batch,
        Guid[] sent,
        NpgsqlConnection connection
    )
    {
        var steps = batch.Column(Do);
        var outgoing = steps.Column(step => step.Answer);
        var fresh = await new NpgsqlBatch(connection)
            .Add(
                """
                WITH m AS (SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    m (id, order_id, step, kind, reference, answer_id, exchange, type, body)),
                fresh AS (INSERT INTO inbox (id) SELECT id FROM m ON CONFLICT DO NOTHING RETURNING id),
                step AS (INSERT INTO steps SELECT order_id, step, 'Done', order_id || ':' || step, answer_id, reference,
                    now(), now() FROM m JOIN fresh USING (id)),
                entry AS (INSERT INTO parcels SELECT order_id, kind, reference, now() FROM m JOIN fresh USING (id))
                INSERT INTO outbox SELECT answer_id, id, exchange, type, body FROM m JOIN fresh USING (id) RETURNING id
                """,
                batch.Column(message => message.Id),
                steps.Column(step => step.OrderId),
                steps.Column(step => step.Name),
                steps.Column(step => step.Kind),
                steps.Column(step => step.TrackingNumber),
                outgoing.Column(message => message.Id),
                outgoing.Column(message => message.Exchange),
                outgoing.Column(message => message.Type),
                outgoing.Column(message => message.Body)
            )
            .DeleteSent(sent)
            .ReadIds();
        return [.. outgoing.Where(message => fresh.Contains(message.Id))];
    }

    private static (Guid OrderId, string Name, string Kind, string TrackingNumber, Outgoing Answer) Do(Incoming message)
    {
        switch (message.Message)
        {
            case BookShipment { OrderId: var orderId }:
                var booked = RemoteParties.TrackingNumber(orderId);
                return (
                    orderId,
                    "Book",
                    "Booked",
                    booked,
                    Wire.Event(
                        new ShipmentBooked { OrderId = orderId, TrackingNumber = booked },
                        message.Id,
                        message.ConversationId
                    )
                );
            case DispatchShipment { OrderId: var orderId }:
                var dispatched = RemoteParties.TrackingNumber(orderId);
                return (
                    orderId,
                    "Dispatch",
                    "Dispatched",
                    dispatched,
                    Wire.Event(
                        new ShipmentDispatched { OrderId = orderId, TrackingNumber = dispatched },
                        message.Id,
                        message.ConversationId
                    )
                );
            default:
                throw new InvalidOperationException($"{message.Message.GetType().Name} is no command to Shipping.");
        }
    }
}
