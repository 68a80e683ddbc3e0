using System.Buffers;

namespace Grpc.Core;

/// <summary>Where one message is written.</summary>
public abstract class SerializationContext
{
    /// <summary>Writes the whole message; instead of <see cref="GetBufferWriter"/>.</summary>
    /// <param name="payload">Its bytes.</param>
    public abstract void Complete(byte[] payload);

    /// <summary>Where the message's bytes go. Said before it, the length spares a copy.</summary>
    public abstract IBufferWriter<byte> GetBufferWriter();

    /// <summary>Says how long the message is; before <see cref="GetBufferWriter"/>, and exactly.</summary>
    /// <param name="payloadLength">The number of its bytes.</param>
    public abstract void SetPayloadLength(int payloadLength);

    /// <summary>Says that the message is written into the <see cref="GetBufferWriter"/> as a whole.</summary>
    public abstract void Complete();
}
