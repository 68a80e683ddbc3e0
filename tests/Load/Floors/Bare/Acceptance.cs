using System.Threading.Channels;
using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi.Domain;
using Microsoft.Extensions.Hosting;
using Npgsql;
using RabbitMQ.Client;

namespace EventDriven.Load.Floors.Bare;

/// <summary>
/// Accepts orders: all that wait are written in one transaction with their commands, and answered when it is committed.
/// </summary>
internal sealed class Acceptance(Settings settings, Broker broker, TimelinesHandler tables) : BackgroundService
{
    private readonly Channel<(Order Order, SubmitOrder Command, TaskCompletionSource Committed)> _waiting =
        Channel.CreateUnbounded<(Order, SubmitOrder, TaskCompletionSource)>(new() { SingleReader = true });

    /// <summary>Accepts an order; done when it is committed. It is sent afterwards.</summary>
    public Task Accept(Order order, SubmitOrder command, CancellationToken cancellationToken)
    {
        var committed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _waiting.Writer.TryWrite((order, command, committed))
            ? committed.Task.WaitAsync(cancellationToken)
            : throw new InvalidOperationException("No more orders are taken.");
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var connection = await settings.Open(stoppingToken);
        await using var publishing = await broker.Open(stoppingToken);
        var outbox = await Outbox.Open(connection, tables.Schema, publishing);

        var published = Task.CompletedTask;
        while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
        {
            var batch = new List<(Order Order, SubmitOrder Command, TaskCompletionSource Committed)>();
            while (batch.Count < BareFloor.Batch && _waiting.Reader.TryRead(out var next))
                batch.Add(next);

            var outgoing = await Store(
                batch.Column(accepted => accepted.Order),
                batch.Column(accepted => accepted.Command),
                outbox.TakeSent(),
                connection
            );
            foreach (var (_, _, committed) in batch)
                committed.SetResult();
            if (published.IsFaulted)
                break;
            published = Task.WhenAll(published, outbox.Send(outgoing));
        }

        await published;
    }

    private static async Task<IReadOnlyList<Outgoing>> Store(
        Order[] orders,
        SubmitOrder[] commands,
        Guid[] sent,
        NpgsqlConnection connection
    )
    {
        var lines = orders.SelectMany(order => order.Lines).ToList();
        var outgoing = commands.Column(command =>
            Wire.Command(Queues.Orders, command, cause: command.OrderId, conversation: Guid.CreateVersion7())
        );
        await using var sql = new NpgsqlBatch(connection)
            .Add(
                "INSERT INTO orders SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)",
                orders.Column(order => order.Id),
                orders.Column(order => order.CustomerId),
                orders.Column(order => order.Email),
                orders.Column(order => order.ShipTo.Name),
                orders.Column(order => order.ShipTo.Street),
                orders.Column(order => order.ShipTo.City),
                orders.Column(order => order.ShipTo.PostalCode),
                orders.Column(order => order.ShipTo.Country),
                orders.Column(order => order.SubmittedAt)
            )
            .Add(
                "INSERT INTO order_lines SELECT * FROM unnest($1, $2, $3, $4)",
                lines.Column(line => line.OrderId),
                lines.Column(line => line.Number),
                lines.Column(line => line.Sku),
                lines.Column(line => line.Quantity)
            )
            .AddOutbox(outgoing)
            .DeleteSent(sent);
        await sql.ExecuteNonQueryAsync();
        return outgoing;
    }
}
