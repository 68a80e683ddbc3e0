using EventDriven.ServiceDefaults;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.AspNetCore.Http.Timeouts;

namespace EventDriven.EntryApi.Grpc;

/// <summary>
/// Gives a failed call the status that orders.proto names, and ends streams of requests when the host stops.
/// Grpc.AspNetCore logs other exceptions and answers UNKNOWN.
/// </summary>
internal sealed class FailureInterceptor(IHostApplicationLifetime lifetime) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request,
        ServerCallContext context,
        UnaryServerMethod<TRequest, TResponse> continuation
    ) => Run(context, () => continuation(request, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation
    ) => Run(context, () => Completed(continuation(request, responseStream, context)));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation
    ) =>
        Run(context, () =>
            Completed(
                continuation(
                    new Requests<TRequest>(requestStream, lifetime.ApplicationStopping),
                    responseStream,
                    context
                )
            )
        );

    private static async Task<bool> Completed(Task stream)
    {
        await stream;
        return true;
    }

    private async Task<T> Run<T>(ServerCallContext context, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (Exception exception) when (StatusOf(exception, context) is { } status)
        {
            throw new RpcException(status);
        }
    }

    private Status? StatusOf(Exception exception, ServerCallContext context) =>
        exception switch
        {
            RpcException => null,
            OperationCanceledException
                when context.GetHttpContext().Features.Get<IHttpRequestTimeoutFeature>()
                    is { RequestTimeoutToken.IsCancellationRequested: true } => new Status(
                StatusCode.DeadlineExceeded,
                "The call took longer than this server allows. Whether it had an effect is not known."
            ),
            OperationCanceledException when lifetime.ApplicationStopping.IsCancellationRequested => new Status(
                StatusCode.Unavailable,
                "The server is shutting down."
            ),
            _ when TransientErrors.Is(exception) => new Status(
                StatusCode.Unavailable,
                "Orders can be neither read nor accepted at the moment."
            ),
            _ => null,
        };

    // The reflection service reads without a token, so an open stream would delay a shutdown.
    private sealed class Requests<T>(IAsyncStreamReader<T> requests, CancellationToken stopping) : IAsyncStreamReader<T>
    {
        public T Current => requests.Current;

        public Task<bool> MoveNext(CancellationToken cancellationToken) => requests.MoveNext(stopping);
    }
}
