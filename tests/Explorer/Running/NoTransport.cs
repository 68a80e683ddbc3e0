using System.Net.Mime;
using EventDriven.Contracts;
using MassTransit;
using MassTransit.Middleware;
using MassTransit.Serialization;
using MassTransit.Util;

namespace EventDriven.Explorer.Running;

/// <summary>The saga's queue as MassTransit sees it, without a transport.</summary>
internal sealed class NoTransport(Captured captured)
    : BasePipeContext,
        ReceiveContext,
        ISendEndpointProvider,
        IPublishEndpointProvider
{
    private static readonly Uri Address = Queues.Address(Queues.Orders);

    public Uri InputAddress => Address;

    public TimeSpan ElapsedTime => TimeSpan.Zero;

    public ContentType ContentType => throw NotUsed();

    public bool Redelivered => false;

    public Headers TransportHeaders => EmptyHeaders.Instance;

    public Task ReceiveCompleted => Task.CompletedTask;

    public bool IsDelivered => false;

    public bool IsFaulted => false;

    public ISendEndpointProvider SendEndpointProvider => this;

    public IPublishEndpointProvider PublishEndpointProvider => this;

    public bool PublishFaults => false;

    public MessageBody Body => throw NotUsed();

    public Task NotifyConsumed<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType)
        where T : class => Task.CompletedTask;

    public Task NotifyFaulted<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception)
        where T : class => Task.CompletedTask;

    public Task NotifyFaulted(Exception exception) => Task.CompletedTask;

    public void AddReceiveTask(Task task) { }

    public Task<ISendEndpoint> GetSendEndpoint(Uri address) =>
        Task.FromResult<ISendEndpoint>(new CapturedEndpoint(captured, address.AbsolutePath.Trim('/')));

    public Task<ISendEndpoint> GetPublishSendEndpoint<T>()
        where T : class => Task.FromResult<ISendEndpoint>(new CapturedEndpoint(captured, queue: null));

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => new EmptyConnectHandle();

    public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => new EmptyConnectHandle();

    private static NotSupportedException NotUsed() => new("There is no transport.");
}
