namespace EventDriven.Conformance.Tests.Application;

/// <summary>What a consumer does to its database: a row for each time it ran.</summary>
public sealed class Effect
{
    public Guid Id { get; set; } = Guid.CreateVersion7();

    public required string What { get; set; }

    public Guid Of { get; set; }
}
