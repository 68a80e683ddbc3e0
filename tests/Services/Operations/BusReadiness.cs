using EventDriven.TestServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

internal static class BusReadiness
{
    // For a machine that builds and tests other things at the same time.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Completes when the queues are declared and read: what is published before that reaches nobody.
    /// </summary>
    /// <param name="services">The host's.</param>
    /// <param name="log">What the host logged, for the message of a failure.</param>
    public static async Task UntilBusIsUp(this IServiceProvider services, LogLines? log = null)
    {
        var bus = services.GetRequiredService<IBusControl>();
        var status = await bus.WaitForHealthStatus(BusHealthStatus.Healthy, Patience);
        var health = bus.CheckHealth();
        var endpoints = health.Endpoints.Select(endpoint =>
            $"{endpoint.Key}: {endpoint.Value.Status}, {endpoint.Value.Description}, {endpoint.Value.Exception}"
        );
        status.ShouldBe(
            BusHealthStatus.Healthy,
            $"the test needs the bus: {health.Description} {health.Exception}\n{string.Join('\n', endpoints)}\n"
                + string.Join('\n', log?.Lines.TakeLast(50) ?? [])
        );
    }
}
