namespace EventDriven.Conformance.Tests.Application;

/// <param name="Patience">How long the saga waits for a price.</param>
public sealed record QuoteOptions(TimeSpan Patience);
