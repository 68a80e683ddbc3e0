using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Grpc.Core;

namespace EventDriven.GrpcServing.Calls;

/// <summary>
/// Writes messages, each with its prefix (not compressed, length), straight into the response where their length is
/// said first.
/// </summary>
internal sealed class MessageWriter(PipeWriter output) : SerializationContext
{
    private int? _length;
    private ArrayBufferWriter<byte>? _unmeasured;

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        WritePrefix(payload.Length);
        output.Write(payload);
        _length = null;
    }

    public override void SetPayloadLength(int payloadLength) => _length = payloadLength;

    public override IBufferWriter<byte> GetBufferWriter()
    {
        if (_length is not { } length)
            return _unmeasured ??= new ArrayBufferWriter<byte>();
        WritePrefix(length);
        return output;
    }

    public override void Complete()
    {
        if (_unmeasured is { } message)
        {
            WritePrefix(message.WrittenCount);
            output.Write(message.WrittenSpan);
        }
        (_length, _unmeasured) = (null, null);
    }

    private void WritePrefix(int length)
    {
        var prefix = output.GetSpan(MessageReader.PrefixLength);
        prefix[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
        output.Advance(MessageReader.PrefixLength);
    }
}
