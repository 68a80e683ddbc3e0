using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace EventDriven.GrpcServing.Calls;

/// <summary>One request, one response. A shutdown lets it finish.</summary>
internal sealed class UnaryCallHandler<TService, TRequest, TResponse>(
    Method<TRequest, TResponse> method,
    Func<TService, TRequest, ServerCallContext, Task<TResponse>> invoke,
    CallSettings settings
) : CallHandler<TService, TRequest, TResponse>(method, settings)
    where TService : class
    where TRequest : class
    where TResponse : class
{
    protected override HttpCallContext Begin(HttpContext http, TimeSpan? timeout) =>
        new(http, Method.FullName, timeout, Settings.Time, CancellationToken.None);

    protected override async Task InvokeAsync(TService service, TRequest request, HttpCallContext context)
    {
        var response = await invoke(service, request, context)
            ?? throw new InvalidOperationException($"{Method.FullName} returned no message.");
        // Not flushed: it goes out with the trailers, in one write.
        context.Write(Method.ResponseMarshaller, response);
    }
}
