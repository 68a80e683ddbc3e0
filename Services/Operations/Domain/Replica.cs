namespace EventDriven.Operations.Domain;

/// <summary>A process of the system, as it last reported.</summary>
public sealed class Replica
{
    /// <summary>The process, from its start to its end.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it last reported (UTC).</summary>
    public required DateTimeOffset SeenAt { get; set; }

    /// <summary>The latest report, as JSON.</summary>
    public required string Report { get; set; }
}
