using Grpc.Core;

namespace EventDriven.GrpcServing.Calls;

/// <summary>The responses of a streaming method.</summary>
internal sealed class ResponseStream<T>(HttpCallContext context, Marshaller<T> marshaller) : IServerStreamWriter<T>
    where T : class
{
    public Task WriteAsync(T message) => context.WriteAndFlushAsync(marshaller, message);

    public Task WriteAsync(T message, CancellationToken cancellationToken) =>
        context.WriteAndFlushAsync(marshaller, message).WaitAsync(cancellationToken);
}
