namespace EventDriven.Soak;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Duration">How long orders are placed.</param>
/// <param name="Rate">Orders per second, by the clock.</param>
/// <param name="Seed">Decides which faults come, and in which order.</param>
/// <param name="Only">Only faults with one of these words in their names; all if there are none.</param>
/// <param name="Cluster">
/// Two replicas of each service, on three RabbitMQ nodes and two PostgreSQL servers; the faults are those of nodes.
/// </param>
/// <param name="Json">Where all figures are written; null for nowhere.</param>
internal sealed record SoakSettings(
    TimeSpan Duration,
    double Rate,
    int Seed,
    string[] Only,
    bool Cluster,
    FileInfo? Json
)
{
    /// <summary>
    /// The time before the first fault: with two replicas of each service, the processes use all cores for some time to
    /// compile what they run.
    /// </summary>
    public TimeSpan WarmUp => Cluster ? TimeSpan.FromMinutes(2) : TimeSpan.Zero;
}
