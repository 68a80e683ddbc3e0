namespace EventDriven.Operations.Domain;

/// <summary>A process of the system, as it last reported.</summary>
public sealed class Replica
{
    /// <summary>The process, from its start to its end.</summary>
    public required Guid Id { get; init; }

    /// <summary>The machine or container.</summary>
    public required string Host { get; set; }

    /// <summary>The services that it hosts, separated by spaces.</summary>
    public required string Services { get; set; }

    /// <summary>When it started (UTC).</summary>
    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>When it last reported (UTC).</summary>
    public required DateTimeOffset SeenAt { get; set; }

    /// <summary>Its health as a whole.</summary>
    public required string Status { get; set; }

    /// <summary>The latest report, as JSON.</summary>
    public required string Report { get; set; }
}
