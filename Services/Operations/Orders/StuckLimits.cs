using System.Globalization;
using EventDriven.ServiceDefaults;

namespace EventDriven.Operations.Orders;

/// <summary>
/// How long an order may be in a state before it counts as stuck; section <c>Stuck</c>, by the name of the state, such
/// as <c>Stuck:BookingShipment=00:10:00</c>. A state that is not named has <see cref="Default" />, which
/// <c>Stuck:Default</c> sets. What is set counts for orders from their next change of state on.
/// </summary>
public sealed class StuckLimits
{
    /// <summary>The section's name.</summary>
    public const string Section = "Stuck";

    private readonly Dictionary<string, TimeSpan> _limits = new()
    {
        // A review waits for a person; it is given up after 24 hours.
        [OrderStates.AwaitingReview] = TimeSpan.FromHours(12),
        // Several undos follow one another in it.
        [OrderStates.Compensating] = TimeSpan.FromMinutes(12),
        // Nothing goes on by itself in it.
        [OrderStates.CompensationFailed] = TimeSpan.Zero,
    };

    /// <summary>Reads the section.</summary>
    /// <exception cref="StartRefusedException">
    /// It names what is no state of orders on their way, or sets what is no length of time.
    /// </exception>
    public StuckLimits(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        foreach (var setting in configuration.GetSection(Section).GetChildren())
        {
            var limit =
                TimeSpan.TryParse(setting.Value, CultureInfo.InvariantCulture, out var set) && set >= TimeSpan.Zero
                    ? set
                    : throw new StartRefusedException(
                        $"The setting {setting.Path} is '{setting.Value}': it must be a time, such as 00:10:00."
                    );
            if (string.Equals(setting.Key, nameof(Default), StringComparison.OrdinalIgnoreCase))
                Default = limit;
            else
                _limits[StateOf(setting)] = limit;
        }
    }

    /// <summary>
    /// For a state that has no limit of its own: a little more than the five minutes that all tries of a step take,
    /// unless it is set.
    /// </summary>
    public TimeSpan Default { get; } = TimeSpan.FromMinutes(6);

    /// <summary>The states that have a limit of their own, as an order comes through them.</summary>
    public IReadOnlyList<(string State, TimeSpan Limit)> Own =>
        [.. OrderStates.OnTheWay.Where(_limits.ContainsKey).Select(state => (state, _limits[state]))];

    /// <summary>The limit of a state.</summary>
    public TimeSpan Of(string state) => _limits.GetValueOrDefault(state, Default);

    // Environment variables are not always written as the states are.
    private static string StateOf(IConfigurationSection setting) =>
        OrderStates.OnTheWay.FirstOrDefault(state =>
            string.Equals(state, setting.Key, StringComparison.OrdinalIgnoreCase)
        )
        ?? throw new StartRefusedException(
            $"The setting {setting.Path} names no state that an order can be stuck in: these are {string.Join(", ", OrderStates.OnTheWay)}, "
                + $"and {nameof(Default)} for all others."
        );
}
