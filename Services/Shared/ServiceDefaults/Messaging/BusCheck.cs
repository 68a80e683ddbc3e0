using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Whether messages come and go. A process that can do nothing without them is not ready until they do; one that serves
/// without (<see cref="IServiceModule.NeedsTheBus" />) is degraded. MassTransit's own check calls a bus degraded, and
/// so ready, of which nothing but the endpoint for replies is left.
/// </summary>
internal sealed class BusCheck(IBusControl bus, IReadOnlyList<IServiceModule> modules) : IHealthCheck
{
    public const string Name = "bus";

    /// <summary>The name of the check that MassTransit adds by itself.</summary>
    public const string ReplacedName = "masstransit-bus";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var health = bus.CheckHealth();
        return Task.FromResult(
            health.Status == BusHealthStatus.Healthy ? HealthCheckResult.Healthy()
            : modules.Any(module => module.NeedsTheBus) ? HealthCheckResult.Unhealthy(health.Description)
            : HealthCheckResult.Degraded(health.Description)
        );
    }
}
