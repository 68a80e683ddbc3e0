using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Sagas;

/// <summary>Adds the order saga's metrics.</summary>
public static class OrderMeterExtensions
{
    /// <summary>Adds the meter <c>EventDriven.Orders</c>. The host provides the <c>IMeterFactory</c>.</summary>
    public static IServiceCollection AddOrderMeter(this IServiceCollection services) =>
        services.AddSingleton<OrderMeter>();

    /// <summary>
    /// Counts the changes of the saga. Call it before the endpoint's outbox is configured: the filter then runs around
    /// the outbox and counts after its commit. Retries are configured before, so each attempt is counted by itself.
    /// </summary>
    /// <param name="endpoint">The saga's endpoint.</param>
    /// <param name="context">Provides what <see cref="AddOrderMeter" /> has added.</param>
    public static void UseOrderMeter(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context) =>
        endpoint.UseFilter(new OrderMeterFilter(context.GetRequiredService<OrderMeter>()));
}
