using EventDriven.Contracts;
using EventDriven.Inventory.Consumers;
using EventDriven.Inventory.Domain;
using EventDriven.ServiceDefaults;
using MassTransit;

namespace EventDriven.Inventory;

/// <summary>Inventory: owns the catalogue, the prices and the stock, and holds stock for orders.</summary>
public sealed class InventoryService : IServiceModule
{
    public string Name => "inventory";

    public void AddServices(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServiceDatabase<InventoryDbContext>(configuration, "Inventory", seed: SeedProducts.AddTo);
        services.AddSingleton<Warehouse>();
    }

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddRedelivery<InventoryDbContext>(Queues.Inventory);
        // Needs no inbox and no outbox, because a step's row has a unique key and keeps the answer.
        bus.AddConsumer<ReserveStockConsumer>().Endpoint(e => e.Name = Queues.Inventory);
        bus.AddConsumer<ReleaseStockConsumer>().Endpoint(e => e.Name = Queues.Inventory);
        bus.AddConsumer<ShipmentDispatchedConsumer>().Endpoint(e => e.Name = Queues.Inventory);

        // Requests have their own queue, so that they do not wait behind orders.
        bus.AddConsumer<GetProductsConsumer>().Endpoint(e => e.Name = Queues.Catalogue);
        bus.AddConsumer<RestockProductConsumer>().Endpoint(e => e.Name = Queues.Catalogue);
    }

    public IEnumerable<object> WarmUpMessages(Guid orderId) =>
        [WarmUpOrder.ReserveStock(orderId, SeedProducts.Scarce), WarmUpOrder.ShipmentDispatched(orderId)];
}
