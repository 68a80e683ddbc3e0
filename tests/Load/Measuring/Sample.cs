namespace EventDriven.Load.Measuring;

/// <summary>What memory, tables and queues were at one moment of a round.</summary>
/// <param name="At">Since the round began.</param>
/// <param name="Ended">Orders that had ended.</param>
/// <param name="InFlight">Orders on their way.</param>
/// <param name="Memory">Resident bytes by process.</param>
/// <param name="Cpu">CPU milliseconds by process since the round began.</param>
/// <param name="TableBytes">Tables with their indexes, by "database.table"; empty without PostgreSQL.</param>
/// <param name="QueuedMessages">Messages in the broker's queues; null without a broker.</param>
internal sealed record Sample(
    TimeSpan At,
    int Ended,
    int InFlight,
    IReadOnlyDictionary<string, long> Memory,
    IReadOnlyDictionary<string, double> Cpu,
    IReadOnlyDictionary<string, long> TableBytes,
    long? QueuedMessages
);
