using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using Npgsql;

namespace EventDriven.Load.Floors.Bare;

/// <summary>Payments: authorises and captures; the provider's ledger is written with the step.</summary>
internal sealed class PaymentsHandler : IHandler
{
    public string Queue => Queues.Payments;

    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS steps (order_id uuid, step text, status text NOT NULL,
                idempotency_key text NOT NULL, answer_id uuid NOT NULL, amount numeric, currency text,
                reference text, requested_at timestamptz NOT NULL, answered_at timestamptz,
                PRIMARY KEY (order_id, step));
            CREATE TABLE IF NOT EXISTS ledger (reference text, kind text, amount numeric NOT NULL,
                currency text NOT NULL, provider_reference text NOT NULL, at timestamptz NOT NULL,
                PRIMARY KEY (reference, kind))
            """;

    public IReadOnlyList<Wire> Messages { get; } = [Wire.Of<AuthorisePayment>(), Wire.Of<CapturePayment>()];

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
                WITH m AS (SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
                    m (id, order_id, step, kind, amount, currency, reference, answer_id, exchange, type, body)),
                fresh AS (INSERT INTO inbox (id) SELECT id FROM m ON CONFLICT DO NOTHING RETURNING id),
                step AS (INSERT INTO steps SELECT order_id, step, 'Done', order_id || ':' || step, answer_id, amount,
                    currency, reference, now(), now() FROM m JOIN fresh USING (id)),
                entry AS (INSERT INTO ledger SELECT order_id, kind, amount, currency, reference, now() FROM m
                    JOIN fresh USING (id))
                INSERT INTO outbox SELECT answer_id, id, exchange, type, body FROM m JOIN fresh USING (id) RETURNING id
                """,
                batch.Column(message => message.Id),
                steps.Column(step => step.OrderId),
                steps.Column(step => step.Name),
                steps.Column(step => step.Kind),
                steps.Column(step => step.Amount.Amount),
                steps.Column(step => step.Amount.Currency),
                steps.Column(step => step.Reference),
                outgoing.Column(message => message.Id),
                outgoing.Column(message => message.Exchange),
                outgoing.Column(message => message.Type),
                outgoing.Column(message => message.Body)
            )
            .DeleteSent(sent)
            .ReadIds();
        return [.. outgoing.Where(message => fresh.Contains(message.Id))];
    }

    private static (Guid OrderId, string Name, string Kind, Money Amount, string Reference, Outgoing Answer) Do(
        Incoming message
    )
    {
        switch (message.Message)
        {
            case AuthorisePayment { OrderId: var orderId, Amount: var amount }:
                var authorisation = RemoteParties.Authorisation(orderId);
                return (
                    orderId,
                    "Authorise",
                    "Authorised",
                    amount,
                    authorisation,
                    Wire.Event(
                        new PaymentAuthorised { OrderId = orderId, AuthorisationId = authorisation },
                        message.Id,
                        message.ConversationId
                    )
                );
            case CapturePayment { OrderId: var orderId, Amount: var amount }:
                var capture = RemoteParties.Capture(orderId);
                return (
                    orderId,
                    "Capture",
                    "Captured",
                    amount,
                    capture,
                    Wire.Event(
                        new PaymentCaptured { OrderId = orderId, CaptureId = capture },
                        message.Id,
                        message.ConversationId
                    )
                );
            default:
                throw new InvalidOperationException($"{message.Message.GetType().Name} is no command to Payments.");
        }
    }
}
