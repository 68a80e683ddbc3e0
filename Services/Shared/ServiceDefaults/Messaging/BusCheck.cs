using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Without a working bus, the process is unhealthy, or degraded if no service needs the bus. Replaces MassTransit's
/// check, because that reports a bus as degraded, and so as ready, even if only its reply endpoint works.
/// </summary>
internal sealed class BusCheck(IBusControl bus, IReadOnlyList<IServiceModule> modules) : IHealthCheck
{
    public const string Name = "bus";

    /// <summary>MassTransit's check.</summary>
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
