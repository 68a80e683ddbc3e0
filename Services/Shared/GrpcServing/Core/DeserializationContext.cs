using System.Buffers;

namespace Grpc.Core;

/// <summary>One message's bytes, to be read.</summary>
public abstract class DeserializationContext
{
    /// <summary>The number of bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>A copy of the bytes.</summary>
    public abstract byte[] PayloadAsNewBuffer();

    /// <summary>The bytes where they are; valid until the deserialiser returns.</summary>
    public abstract ReadOnlySequence<byte> PayloadAsReadOnlySequence();
}
