using EventDriven.EntryApi.Changes;

namespace EventDriven.EntryApi.Idempotency;

/// <summary>
/// A command that is repeated while this process works on it is refused at once. Between replicas the primary key
/// decides: the second one waits for the first and then has the same answer.
/// </summary>
public sealed class CommandsInProgress() : CallLimit(1);
