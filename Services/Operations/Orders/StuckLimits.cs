namespace EventDriven.Operations.Orders;

/// <summary>
/// How long an order may be in a state before it counts as stuck; section <c>Stuck</c>, such as <c>Stuck:BookingShipment=00:10:00</c>. What is
/// not named has <see cref="Default" />, which is a little more than the five minutes that all tries of a step take.
/// </summary>
public sealed class StuckLimits
{
    /// <summary>The section's name.</summary>
    public const string Section = "Stuck";

    /// <summary>For a state that has no limit of its own.</summary>
    public TimeSpan Default { get; set; } = TimeSpan.FromMinutes(6);

    /// <summary>A review waits for a person; it is given up after 24 hours.</summary>
    public TimeSpan AwaitingReview { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Several undos follow one another in it.</summary>
    public TimeSpan Compensating { get; set; } = TimeSpan.FromMinutes(12);

    /// <summary>Nothing goes on by itself in it.</summary>
    public TimeSpan CompensationFailed { get; set; } = TimeSpan.Zero;

    /// <summary>The limit of a state.</summary>
    public TimeSpan Of(string state) => state switch
    {
        nameof(AwaitingReview) => AwaitingReview,
        nameof(Compensating) => Compensating,
        nameof(CompensationFailed) => CompensationFailed,
        _ => Default
    };
}
