using EventDriven.Contracts;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Load.Floors.NoDatabase;

/// <summary>The entry API: an order is accepted once the broker has confirmed its SubmitOrder.</summary>
internal sealed class EntryApiModule : IServiceModule
{
    /// <inheritdoc />
    public string Name => "entry-api";

    /// <inheritdoc />
    public void AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton<Timelines>();

    /// <inheritdoc />
    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration) =>
        bus.AddConsumer<TimelinesConsumer>().Endpoint(endpoint => endpoint.Name = Queues.OrderStatus);

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder endpoints)
    {
        var timelines = endpoints.ServiceProvider.GetRequiredService<Timelines>();
        var bus = endpoints.ServiceProvider.GetRequiredService<IBus>();
        endpoints.MapOrders(
            async (order, command, cancel) =>
            {
                timelines.Add(order);
                var queue = await bus.GetSendEndpoint(Queues.Address(Queues.Orders));
                await queue.Send(command, cancel);
            }
        );
    }
}
