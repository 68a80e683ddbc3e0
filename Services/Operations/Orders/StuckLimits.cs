using System.Globalization;

namespace EventDriven.Operations.Orders;

/// <summary>
/// How long an order may be in a state before it counts as stuck, if nothing else is wrong: section <c>Stuck</c>, such
/// as <c>Stuck:BookingShipment=00:10:00</c>, and <c>Stuck:Default</c> for other states. A changed limit counts for an
/// order from its next change on.
/// </summary>
public sealed class StuckLimits
{
    /// <summary>
    /// How long after a deadline its effect must have arrived: longer than the saga's events wait for the console.
    /// </summary>
    public static readonly TimeSpan Overdue = TimeSpan.FromSeconds(30);

    // Environment variables may be in capitals.
    private readonly Dictionary<string, TimeSpan> _limits = new(StringComparer.OrdinalIgnoreCase)
    {
        // Waits for an operator; expires after 24 hours.
        [OrderStates.AwaitingReview] = TimeSpan.FromHours(12),
        // Several undos run one after another.
        [OrderStates.Compensating] = TimeSpan.FromMinutes(12),
        // Waits for an operator.
        [OrderStates.CompensationFailed] = TimeSpan.Zero,
    };

    public StuckLimits(IConfiguration configuration)
    {
        foreach (var setting in configuration.GetSection("Stuck").GetChildren())
        {
            var limit =
                TimeSpan.TryParse(setting.Value, CultureInfo.InvariantCulture, out var set) && set >= TimeSpan.Zero
                    ? set
                    : throw new StartRefusedException(
                        $"The setting {setting.Path} is '{setting.Value}': it must be a time, such as 00:10:00."
                    );
            if (string.Equals(setting.Key, nameof(Default), StringComparison.OrdinalIgnoreCase))
                Default = limit;
            else if (OrderStates.InProgress.Contains(setting.Key, StringComparer.OrdinalIgnoreCase))
                _limits[setting.Key] = limit;
            else
                throw new StartRefusedException(
                    $"The setting {setting.Path} names no state in which an order can be stuck. The states are "
                        + $"{string.Join(", ", OrderStates.InProgress)}, and {nameof(Default)} for all others."
                );
        }
    }

    /// <summary>
    /// For states without a limit of their own: a little more than the five minutes of all attempts of a step.
    /// </summary>
    public TimeSpan Default { get; } = TimeSpan.FromMinutes(6);

    public IReadOnlyList<(string State, TimeSpan Limit)> Own =>
        [.. OrderStates.InProgress.Where(_limits.ContainsKey).Select(state => (state, _limits[state]))];

    public TimeSpan Of(string state) => _limits.GetValueOrDefault(state, Default);

    /// <summary>
    /// From when on an order is stuck by what it waits for. The first attempt may take several times the usual time, so
    /// that a second one means that something is wrong, also under load. Null once the order has ended.
    /// </summary>
    public DateTimeOffset? StuckAt(TrackedOrder order)
    {
        if (order.EndedAt is not null)
            return null;
        if (order.Attempt > 1)
            return order.StateSince;
        var limit = order.StateSince + Of(order.State);
        return order.WaitsUntil + Overdue < limit ? order.WaitsUntil + Overdue : limit;
    }
}
