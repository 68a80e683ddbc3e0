using EventDriven.Contracts.Inventory;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Services.Tests.Inventory;

/// <summary>Stands where the saga stands: hears all that Inventory publishes.</summary>
internal sealed class Listener(Overheard overheard) : IServiceModule
{
    public string Name => "listener";

    public void AddServices(IServiceCollection services, IConfiguration configuration) =>
        services.AddSingleton(overheard);

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration) =>
        bus.AddConsumer<Ear>().Endpoint(e => e.Name = "listener");

    private sealed class Ear(Overheard overheard)
        : IConsumer<StockReserved>,
            IConsumer<StockShort>,
            IConsumer<StockReleased>,
            IConsumer<StockCommitted>
    {
        public Task Consume(ConsumeContext<StockReserved> context) => Hear(context.Message.OrderId, context);

        public Task Consume(ConsumeContext<StockShort> context) => Hear(context.Message.OrderId, context);

        public Task Consume(ConsumeContext<StockReleased> context) => Hear(context.Message.OrderId, context);

        public Task Consume(ConsumeContext<StockCommitted> context) => Hear(context.Message.OrderId, context);

        private Task Hear<T>(Guid orderId, ConsumeContext<T> context)
            where T : class
        {
            overheard.Add(orderId, context.Message, context.MessageId);
            return Task.CompletedTask;
        }
    }
}
