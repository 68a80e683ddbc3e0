namespace Grpc.Core;

/// <summary>Turns messages of one type into bytes and back.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="serializer">Writes a message into the context, and completes it.</param>
/// <param name="deserializer">Reads a message from the context's payload, all of which must be the message.</param>
public sealed class Marshaller<T>(
    Action<T, SerializationContext> serializer,
    Func<DeserializationContext, T> deserializer
)
{
    /// <summary>Writes a message into the context, and completes it.</summary>
    public Action<T, SerializationContext> ContextualSerializer { get; } = serializer;

    /// <summary>Reads a message from the context's payload.</summary>
    public Func<DeserializationContext, T> ContextualDeserializer { get; } = deserializer;
}
