using System.Collections.Concurrent;
using EventDriven.Contracts;
using EventDriven.Contracts.Orders;
using EventDriven.ServiceDefaults;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Services.Tests.Operations;

/// <summary>The order saga's queue, which keeps what operators have it told.</summary>
internal sealed class SagaQueue : IServiceModule
{
    private readonly ConcurrentQueue<(string Command, Guid OrderId, string? Reason)> _received = [];
    private readonly ConcurrentQueue<(Guid OrderId, Guid? Conversation)> _conversations = [];

    public string Name => "saga";

    public IReadOnlyList<(string Command, Guid OrderId, string? Reason)> Received => [.. _received];

    public IReadOnlyList<(string Command, Guid OrderId, string? Reason)> ReceivedFor(Guid orderId) =>
        [.. _received.Where(command => command.OrderId == orderId)];

    /// <summary>The conversation of each command for the order.</summary>
    public IReadOnlyList<Guid?> Conversations(Guid orderId) =>
        [.. _conversations.Where(of => of.OrderId == orderId).Select(of => of.Conversation)];

    public void AddServices(IServiceCollection services, IConfiguration configuration) => services.AddSingleton(this);

    public void AddToBus(IBusRegistrationConfigurator bus, IConfiguration configuration) =>
        bus.AddConsumer<Saga>().Endpoint(endpoint => endpoint.Name = Queues.Orders);

    private sealed class Saga(SagaQueue queue)
        : IConsumer<CancelOrder>,
            IConsumer<ApprovePayment>,
            IConsumer<RejectPayment>,
            IConsumer<AskAgain>,
            IConsumer<ResumeCompensation>,
            IConsumer<GiveUpDispatch>
    {
        public Task Consume(ConsumeContext<CancelOrder> context) =>
            Keep(context, context.Message.OrderId, context.Message.Reason);

        public Task Consume(ConsumeContext<ApprovePayment> context) =>
            Keep(context, context.Message.OrderId, context.Message.Reason);

        public Task Consume(ConsumeContext<RejectPayment> context) =>
            Keep(context, context.Message.OrderId, context.Message.Reason);

        public Task Consume(ConsumeContext<AskAgain> context) =>
            Keep(context, context.Message.OrderId, context.Message.Reason);

        public Task Consume(ConsumeContext<ResumeCompensation> context) =>
            Keep(context, context.Message.OrderId, context.Message.Reason);

        public Task Consume(ConsumeContext<GiveUpDispatch> context) =>
            Keep(context, context.Message.OrderId, context.Message.Reason);

        private Task Keep<T>(ConsumeContext<T> context, Guid orderId, string? reason)
            where T : class
        {
            queue._conversations.Enqueue((orderId, context.ConversationId));
            queue._received.Enqueue((typeof(T).Name, orderId, reason));
            return Task.CompletedTask;
        }
    }
}
