namespace Grpc.Core;

/// <summary>One method of a service, as the generated code describes it.</summary>
/// <typeparam name="TRequest">The message that the client sends.</typeparam>
/// <typeparam name="TResponse">The message that the server sends.</typeparam>
/// <param name="type">Who sends one message, and who a stream.</param>
/// <param name="serviceName">The service with its package, such as <c>eventdriven.orders.v1.Orders</c>.</param>
/// <param name="name">The method's name in the service.</param>
/// <param name="requestMarshaller">Reads the request.</param>
/// <param name="responseMarshaller">Writes the response.</param>
public sealed class Method<TRequest, TResponse>(
    MethodType type,
    string serviceName,
    string name,
    Marshaller<TRequest> requestMarshaller,
    Marshaller<TResponse> responseMarshaller
)
{
    /// <summary>Who sends one message, and who a stream.</summary>
    public MethodType Type { get; } = type;

    /// <summary>The service with its package.</summary>
    public string ServiceName { get; } = serviceName;

    /// <summary>The method's name in the service.</summary>
    public string Name { get; } = name;

    /// <summary>The path of its calls: <c>/service/method</c>.</summary>
    public string FullName { get; } = $"/{serviceName}/{name}";

    /// <summary>Reads the request.</summary>
    public Marshaller<TRequest> RequestMarshaller { get; } = requestMarshaller;

    /// <summary>Writes the response.</summary>
    public Marshaller<TResponse> ResponseMarshaller { get; } = responseMarshaller;
}
