using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace EventDriven.GrpcServing.Calls;

/// <summary>One request, a stream of responses. A shutdown ends it: a stream may last for ever.</summary>
internal sealed class StreamCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> invoke,
    CallSettings settings
) : CallHandler<TService, TRequest, TResponse>(method, settings)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override HttpCallContext Begin(HttpContext http, TimeSpan? timeout) =>
        new(http, Method.FullName, timeout, Settings.Time, Settings.Stopping);

    protected override Task InvokeAsync(TService service, TRequest request, HttpCallContext context) =>
        invoke(service, request, new ResponseStream<TResponse>(context, Method.ResponseMarshaller), context);
}
