using EventDriven.Load.Driving;

namespace EventDriven.Load;

/// <summary>What was asked for on the command line.</summary>
internal sealed record LoadSettings
{
    /// <summary>The system to drive.</summary>
    public required Platform On { get; init; }

    /// <summary>How many orders a round places; null when a duration says when it ends.</summary>
    public int? Orders { get; init; }

    /// <summary>How long a round places orders; null when a number says when it ends.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Orders per second, by the clock; null for saturation.</summary>
    public double? Rate { get; init; }

    /// <summary>How many orders are on their way at once at saturation.</summary>
    public required int InFlight { get; init; }

    /// <summary>The kinds of orders, and how many of each.</summary>
    public required OrderMix Mix { get; init; }

    /// <summary>How many processes of each service.</summary>
    public required int Replicas { get; init; }

    /// <summary>Whether the floors run too, in turn with the system.</summary>
    public required bool Floor { get; init; }

    /// <summary>The fractions of recorded traces with which the system runs too.</summary>
    public required IReadOnlyList<double> Telemetry { get; init; }

    /// <summary>Checkouts of this repository, built, whose services run too.</summary>
    public required IReadOnlyList<DirectoryInfo> Against { get; init; }

    /// <summary>How often each system is driven.</summary>
    public required int Rounds { get; init; }

    /// <summary>Whether the services start anew for each round and get orders as soon as they are ready.</summary>
    public required bool Cold { get; init; }

    /// <summary>Orders placed before the first round of each system is measured.</summary>
    public required int WarmUp { get; init; }

    /// <summary>How often memory and tables are looked at during a round; null for only before and after.</summary>
    public TimeSpan? Sample { get; init; }

    /// <summary>Finished orders that the databases hold before the first round.</summary>
    public required int History { get; init; }

    /// <summary>Settings of the services that differ from their own defaults, such as Provider:Latency.</summary>
    public required IReadOnlyDictionary<string, string> Set { get; init; }

    /// <summary>Where deploy/local/up keeps what it started.</summary>
    public required string Directory { get; init; }

    /// <summary>Where all figures are written; null for nowhere.</summary>
    public FileInfo? Json { get; init; }

    /// <summary>How orders come, in words.</summary>
    public string Pace =>
        Rate is { } rate
            ? FormattableString.Invariant($"{rate:0.##} orders/s by the clock, however long each takes")
            : $"saturation: {InFlight} orders on their way at once";
}
