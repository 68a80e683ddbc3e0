using Npgsql;

namespace EventDriven.Load.Floors.Bare;

/// <summary>What one service does with the messages of its queue.</summary>
internal interface IHandler
{
    /// <summary>The queue.</summary>
    string Queue { get; }

    /// <summary>The tables, apart from inbox and outbox; created unless they exist.</summary>
    string Schema { get; }

    /// <summary>What comes in the queue.</summary>
    IReadOnlyList<Wire> Messages { get; }

    /// <summary>Does all messages in one transaction, those of the inbox left out.</summary>
    /// <param name="batch">The messages, none twice.</param>
    /// <param name="sent">Rows of the outbox that are sent, to be deleted with it.</param>
    /// <param name="connection">The service's database; no transaction is open on it.</param>
    /// <returns>
    /// What was written to the outbox and is to be published now; nothing that a message of the inbox would have
    /// caused.
    /// </returns>
    Task<IReadOnlyList<Outgoing>> Handle(IReadOnlyList<Incoming> batch, Guid[] sent, NpgsqlConnection connection);
}
