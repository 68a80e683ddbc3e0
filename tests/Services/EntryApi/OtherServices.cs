using System.Collections.Concurrent;
using EventDriven.Contracts;
using EventDriven.Contracts.Inventory;
using EventDriven.Contracts.Orders;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>The saga's queue, which keeps what it gets, its histories, and Inventory's catalogue.</summary>
internal sealed class OtherServices(bool withInventory) : IServiceModule
{
    private readonly ConcurrentQueue<object> _received = [];
    private readonly ConcurrentDictionary<Guid, int> _deliveries = [];
    private readonly ConcurrentDictionary<Guid, OrderStatusChanged[]> _histories = [];

    public string Name => "others";

    /// <summary>The whole catalogue.</summary>
    public IReadOnlyList<Product> Products { get; set; } =
    [
        new()
        {
            Sku = "TEA-1",
            Name = "Tea",
            Price = new() { Amount = 4.5m, Currency = "EUR" },
            Available = 17,
        },
    ];

    public IReadOnlyList<T> Received<T>() => [.. _received.OfType<T>()];

    public IReadOnlyList<CancelOrder> Cancellations(Guid orderId) =>
        [.. Received<CancelOrder>().Where(cancel => cancel.OrderId == orderId)];

    /// <summary>The orders whose history was asked for.</summary>
    public IReadOnlyList<Guid> Asked => [.. Received<GetOrderHistory>().Select(asked => asked.OrderId)];

    /// <summary>The history of an order, which the saga does not know otherwise.</summary>
    public void Knows(params OrderStatusChanged[] entries) => _histories[entries[0].OrderId] = entries;

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(this);

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        bus.AddConsumer<Saga>().Endpoint(endpoint => endpoint.Name = Queues.Orders);
        bus.AddConsumer<Histories>().Endpoint(endpoint => endpoint.Name = Queues.Histories);
        if (withInventory)
            bus.AddConsumer<Catalogue>().Endpoint(endpoint => endpoint.Name = Queues.Catalogue);
    }

    private sealed class Saga(OtherServices others)
        : IConsumer<SubmitOrder>,
            IConsumer<CancelOrder>,
            IConsumer<ApprovePayment>,
            IConsumer<RejectPayment>
    {
        public Task Consume(ConsumeContext<SubmitOrder> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<CancelOrder> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<ApprovePayment> context) => Keep(context.Message);

        public Task Consume(ConsumeContext<RejectPayment> context) => Keep(context.Message);

        private Task Keep(object message)
        {
            others._received.Enqueue(message);
            return Task.CompletedTask;
        }
    }

    private sealed class Histories(OtherServices others) : IConsumer<GetOrderHistory>
    {
        public Task Consume(ConsumeContext<GetOrderHistory> context)
        {
            var orderId = context.Message.OrderId;
            others._received.Enqueue(context.Message);
            return others._histories.TryGetValue(orderId, out var entries)
                ? context.RespondAsync(
                    new OrderHistory
                    {
                        OrderId = orderId,
                        Entries = entries,
                        CancelRequested = false,
                    }
                )
                : context.RespondAsync(new OrderHistoryUnknown { OrderId = orderId });
        }
    }

    private sealed class Catalogue(OtherServices others) : IConsumer<GetProducts>, IConsumer<RestockProduct>
    {
        public Task Consume(ConsumeContext<GetProducts> context) =>
            context.RespondAsync(new ProductCatalogue { Products = others.Products });

        /// <summary>There is the first product alone, and room for ten.</summary>
        public Task Consume(ConsumeContext<RestockProduct> context)
        {
            var command = context.Message;
            others._received.Enqueue(command);
            var product = others.Products[0];
            object answer = command switch
            {
                _ when command.Sku != product.Sku => new ProductUnknown
                {
                    RestockId = command.RestockId,
                    Sku = command.Sku,
                },
                { Quantity: > 10 } => new RestockRefused
                {
                    RestockId = command.RestockId,
                    Reason = "There is no room.",
                },
                _ when others._deliveries.GetOrAdd(command.RestockId, command.Quantity) is var before
                        && before != command.Quantity => new RestockRefused
                {
                    RestockId = command.RestockId,
                    Reason = "It was another number before.",
                    AddedBefore = before,
                },
                _ => new ProductRestocked
                {
                    RestockId = command.RestockId,
                    Product = product with { Available = product.Available + command.Quantity },
                },
            };
            return context.RespondAsync(answer);
        }
    }
}
