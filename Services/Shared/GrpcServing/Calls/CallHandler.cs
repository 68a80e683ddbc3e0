using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventDriven.GrpcServing.Calls;

/// <summary>
/// Serves the calls of one method, from the request to the status: gRPC over HTTP/2, doc/PROTOCOL-HTTP2.md of
/// github.com/grpc/grpc.
/// </summary>
internal abstract class CallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    CallSettings settings
)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    private static readonly ObjectFactory<TService> Create = ActivatorUtilities.CreateFactory<TService>([]);

    protected Method<TRequest, TResponse> Method => method;

    protected CallSettings Settings => settings;

    public async Task HandleAsync(HttpContext http)
    {
        if (!await GrpcRequest.IsAcceptableAsync(http))
            return;
        if (!GrpcTimeout.TryRead(http.Request.Headers, out var timeout))
        {
            GrpcResponse.End(
                http,
                new Status(StatusCode.Internal, "grpc-timeout must be 1 to 8 digits and one of H, M, S, m, u, n.")
            );
            return;
        }

        http.Response.ContentType = GrpcRequest.ContentType;
        using var context = Begin(http, timeout);
        var work = WorkAsync(context);
        Status status;
        Metadata? trailers = null;
        try
        {
            await work.WaitAsync(context.CancellationToken);
            // A service that returned because the call was over has not completed it.
            status = context.EndedFromOutside() ?? Status.DefaultSuccess;
        }
#pragma warning disable CA1031 // Whatever a service throws ends its call, and nothing else.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            (status, trailers) = StatusOf(exception, context);
        }
        await context.EndAsync(status, trailers, isWorkDone: work.IsCompleted);
        // The service, its scope and the request stay until it has returned, however late that is.
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected abstract HttpCallContext Begin(HttpContext http, TimeSpan? timeout);

    /// <summary>Calls the service and writes what it answers.</summary>
    protected abstract Task InvokeAsync(TService service, TRequest request, HttpCallContext context);

    private async Task WorkAsync(HttpCallContext context)
    {
        var request = await MessageReader.ReadSingleAsync(
            context.Http.Request,
            method.RequestMarshaller,
            settings.MaxReceiveMessageSize,
            context.CancellationToken
        );
        if (context.Http.RequestServices.GetService<TService>() is { } registered)
        {
            await InvokeAsync(registered, request, context);
            return;
        }

        var service = Create(context.Http.RequestServices, null);
        try
        {
            await InvokeAsync(service, request, context);
        }
        finally
        {
            if (service is IAsyncDisposable async)
                await async.DisposeAsync();
            else
                (service as IDisposable)?.Dispose();
        }
    }

    private (Status Status, Metadata? Trailers) StatusOf(Exception exception, HttpCallContext context)
    {
        if (context.EndedFromOutside() is { } ended)
            return (ended, null);
        if (exception is RpcException rpc)
            return (rpc.Status, rpc.Trailers);

        settings.Logger.LogError(exception, "{Method} failed.", method.FullName);
        return (new Status(StatusCode.Unknown, "The call failed for a reason that is in the server's log."), null);
    }
}
