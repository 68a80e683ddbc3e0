namespace EventDriven.Scheduling.Tests;

internal sealed record ProcessName(string Value);
