namespace Grpc.Core;

/// <summary>Makes marshallers; called by the generated code.</summary>
public static class Marshallers
{
    /// <summary>Makes a marshaller of two functions.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="serializer">Writes a message into the context, and completes it.</param>
    /// <param name="deserializer">Reads a message from the context's payload.</param>
    public static Marshaller<T> Create<T>(
        Action<T, SerializationContext> serializer,
        Func<DeserializationContext, T> deserializer
    ) => new(serializer, deserializer);
}
