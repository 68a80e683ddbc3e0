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
    public static async Task UntilBusIsUp(this IServiceProvider services) =>
        (
            await services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, Patience)
        ).ShouldBe(BusHealthStatus.Healthy, "the test needs the bus");
}
