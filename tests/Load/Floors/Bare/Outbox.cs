using System.Collections.Concurrent;
using Npgsql;
using RabbitMQ.Client;

namespace EventDriven.Load.Floors.Bare;

/// <summary>What a service has committed and not yet been told to be sent.</summary>
internal sealed class Outbox
{
    private const string Tables = """
        CREATE SCHEMA IF NOT EXISTS floor;
        CREATE TABLE IF NOT EXISTS inbox (id uuid PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
        CREATE TABLE IF NOT EXISTS outbox (id uuid PRIMARY KEY, cause uuid NOT NULL, exchange text NOT NULL,
            type text NOT NULL, body bytea NOT NULL);
        """;

    private readonly IChannel _channel;
    private readonly ConcurrentQueue<Guid> _sent = new();

    private Outbox(IChannel channel) => _channel = channel;

    /// <summary>Makes the tables, and sends what a process before has left.</summary>
    public static async Task<Outbox> Open(NpgsqlConnection connection, string schema, IChannel channel)
    {
        // One at a time, until its commit: the entry API has two that begin at once.
        await using (var create = new NpgsqlCommand($"SELECT pg_advisory_xact_lock(1); {Tables} {schema}", connection))
            await create.ExecuteNonQueryAsync();

        var outbox = new Outbox(channel);
        await outbox.Send(
            await Read(new NpgsqlCommand("SELECT id, cause, exchange, type, body FROM outbox", connection))
        );
        return outbox;
    }

    /// <summary>What is stored for these messages.</summary>
    public static Task<IReadOnlyList<Outgoing>> Stored(NpgsqlConnection connection, Guid[] causes) =>
        Read(
            new NpgsqlCommand("SELECT id, cause, exchange, type, body FROM outbox WHERE cause = ANY ($1)", connection)
            {
                Parameters = { new() { Value = causes } },
            }
        );

    /// <summary>Publishes, and remembers what is confirmed as sent.</summary>
    public async Task Send(IReadOnlyList<Outgoing> messages)
    {
        await Broker.Publish(_channel, messages);
        foreach (var message in messages)
            _sent.Enqueue(message.Id);
    }

    /// <summary>What was sent since this was last asked: rows to delete.</summary>
    public Guid[] TakeSent()
    {
        var sent = new List<Guid>();
        while (_sent.TryDequeue(out var id))
            sent.Add(id);
        return [.. sent];
    }

    private static async Task<IReadOnlyList<Outgoing>> Read(NpgsqlCommand command)
    {
        var stored = new List<Outgoing>();
        await using (command)
        {
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                stored.Add(
                    new(
                        reader.GetGuid(0),
                        reader.GetGuid(1),
                        reader.GetString(2),
                        reader.GetString(3),
                        reader.GetFieldValue<byte[]>(4)
                    )
                );
        }

        return stored;
    }
}
