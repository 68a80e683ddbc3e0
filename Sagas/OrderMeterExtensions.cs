using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Sagas;

public static class OrderMeterExtensions
{
    /// <summary>Adds the meter <c>EventDriven.Orders</c>. The host provides the <c>IMeterFactory</c>.</summary>
    public static IServiceCollection AddOrderMeter(this IServiceCollection services) =>
        services.AddSingleton<OrderMeter>();

    /// <summary>
    /// Counts the changes of the saga. Call it before the endpoint's outbox is configured: the filter then runs around
    /// the outbox and counts after its commit. Retries are configured before, so each attempt is counted by itself.
    /// </summary>
    public static void UseOrderMeter(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context) =>
        endpoint.UseFilter(new OrderMeterFilter(context.GetRequiredService<OrderMeter>()));
}
