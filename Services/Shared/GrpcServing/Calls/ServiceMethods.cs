using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace EventDriven.GrpcServing.Calls;

/// <summary>Is told a service's methods by the generated code, and maps each to a route.</summary>
internal sealed class ServiceMethods<TService> : ServiceBinderBase
    where TService : class
{
    private readonly IEndpointRouteBuilder _routes;
    private readonly CallSettings _settings;
    private readonly List<IEndpointConventionBuilder> _mapped = [];

    private ServiceMethods(IEndpointRouteBuilder routes, CallSettings settings) =>
        (_routes, _settings) = (routes, settings);

    public static IReadOnlyList<IEndpointConventionBuilder> Map(IEndpointRouteBuilder routes, CallSettings settings)
    {
        var methods = new ServiceMethods<TService>(routes, settings);
        // With no service: it tells what methods there are. What does them is looked up here, so that each call can
        // have its own service.
        BindMethod().Invoke(null, [methods, null]);
        return methods._mapped;
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        UnaryServerMethod<TRequest, TResponse>? handler
    )
    {
        var code = CodeOf(method.Name, typeof(TRequest), typeof(ServerCallContext));
        var invoke = code.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>();
        Add(method, code, new UnaryCallHandler<TService, TRequest, TResponse>(method, invoke, _settings).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ServerStreamingServerMethod<TRequest, TResponse>? handler
    )
    {
        var code = CodeOf(
            method.Name,
            typeof(TRequest),
            typeof(IServerStreamWriter<TResponse>),
            typeof(ServerCallContext)
        );
        var invoke = code.CreateDelegate<
            Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>
        >();
        Add(method, code, new StreamCallHandler<TService, TRequest, TResponse>(method, invoke, _settings).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        ClientStreamingServerMethod<TRequest, TResponse>? handler
    ) =>
        Add(
            method,
            CodeOf(method.Name, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext)),
            RefuseStreamOfRequests
        );

    public override void AddMethod<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        DuplexStreamingServerMethod<TRequest, TResponse>? handler
    ) =>
        Add(
            method,
            CodeOf(
                method.Name,
                typeof(IAsyncStreamReader<TRequest>),
                typeof(IServerStreamWriter<TResponse>),
                typeof(ServerCallContext)
            ),
            RefuseStreamOfRequests
        );

    private void Add<TRequest, TResponse>(
        Method<TRequest, TResponse> method,
        MethodInfo code,
        RequestDelegate handle
    ) =>
        _mapped.Add(
            _routes
                .MapPost(method.FullName, handle)
                .WithMetadata([
                    .. typeof(TService).GetCustomAttributes(inherit: true),
                    .. code.GetCustomAttributes(inherit: true),
                ])
        );

    private static Task RefuseStreamOfRequests(HttpContext http)
    {
        GrpcResponse.End(
            http,
            new Status(
                StatusCode.Unimplemented,
                $"{http.Request.Path} takes a stream of requests, which this server does not serve."
            )
        );
        return Task.CompletedTask;
    }

    private static MethodInfo CodeOf(string name, params Type[] parameters) =>
        typeof(TService).GetMethod(name, parameters)
        ?? throw new InvalidOperationException(
            $"{typeof(TService)} has no public method {name} as its .proto describes it."
        );

    private static MethodInfo BindMethod()
    {
        for (var type = typeof(TService); type is not null; type = type.BaseType)
        {
            if (
                type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } bind
                && bind.BindType.GetMethod(bind.BindMethodName, [typeof(ServiceBinderBase), type]) is { } method
            )
                return method;
        }
        throw new InvalidOperationException(
            $"{typeof(TService)} is no gRPC service: derive it from the base class that is generated from its .proto (Grpc.Tools, GrpcServices=\"Server\")."
        );
    }
}
