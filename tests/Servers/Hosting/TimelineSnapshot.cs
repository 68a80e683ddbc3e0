namespace EventDriven.TestServers.Hosting;

/// <summary>One line of an order's timeline.</summary>
internal sealed record TimelineSnapshot(int Sequence, string State, string Cause);
