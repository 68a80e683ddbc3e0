namespace EventDriven.TestServers.Hosting;

/// <summary>Money as the entry API shows it: the amount is text there.</summary>
internal sealed record MoneySnapshot(decimal Amount, string Currency);
