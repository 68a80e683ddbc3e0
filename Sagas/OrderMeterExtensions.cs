using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Sagas;

public static class OrderMeterExtensions
{
    /// <summary>Adds the meter <c>EventDriven.Orders</c>. The host provides the <c>IMeterFactory</c>.</summary>
    public static IServiceCollection AddOrderMeter(this IServiceCollection services) =>
        services.AddSingleton<OrderMeter>();

    /// <summary>
    /// Counts the changes of the saga. Call it after the retries and before the outbox are configured: the filter then
    /// counts each attempt by itself, and after the outbox's commit.
    /// </summary>
    public static void UseOrderMeter(this IReceiveEndpointConfigurator endpoint, IRegistrationContext context) =>
        endpoint.UseFilter(new OrderMeterFilter(context.GetRequiredService<OrderMeter>()));
}
