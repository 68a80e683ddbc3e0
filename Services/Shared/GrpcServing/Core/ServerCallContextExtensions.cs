using EventDriven.GrpcServing.Calls;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>What ASP.NET Core knows of a call.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>The request that carries the call: its user, its endpoint, its services.</summary>
    /// <param name="serverCallContext">The call.</param>
    /// <exception cref="InvalidOperationException">
    /// The call came over no request, such as a test's stand-in.
    /// </exception>
    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext) =>
        serverCallContext is HttpCallContext call
            ? call.Http
            : throw new InvalidOperationException(
                $"No request carries this call: it is a {serverCallContext?.GetType().Name ?? "null"}."
            );
}
