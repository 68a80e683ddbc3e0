using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EventDriven.GrpcServing.Calls;

/// <summary>
/// Reads the message of a request. What is wrong with it is thrown as the status that doc/statuscodes.md gives it.
/// </summary>
internal static class MessageReader
{
    /// <summary>One byte that says whether the message is compressed, and four with its length.</summary>
    public const int PrefixLength = 5;

    public static async Task<T> ReadSingleAsync<T>(
        HttpRequest request,
        Marshaller<T> marshaller,
        int? maxSize,
        CancellationToken cancel
    )
        where T : class
    {
        // The bound is the message's, told as a status; Kestrel's would break the request off.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bodySize)
            bodySize.MaxRequestBodySize = null;

        var body = request.BodyReader;
        T? message = null;
        while (true)
        {
            var read = await ReadAsync();
            var rest = read.Buffer;
            var end = rest.End;
            try
            {
                if (message is null && TryTakePayload(ref rest, request, maxSize, out var payload))
                    message = Deserialise(marshaller, payload);
                if (message is not null && !rest.IsEmpty)
                    throw Failure(StatusCode.Unimplemented, "The method takes one message; the request has more.");
                if (read.IsCompleted)
                {
                    return message
                        ?? throw (
                            rest.IsEmpty
                                ? Failure(
                                    StatusCode.Unimplemented,
                                    "The method takes one message; the request has none."
                                )
                                : Failure(StatusCode.Internal, "The request ends within its message.")
                        );
                }
            }
            finally
            {
                body.AdvanceTo(rest.Start, end);
            }
        }

        async ValueTask<System.IO.Pipelines.ReadResult> ReadAsync()
        {
            try
            {
                return await body.ReadAsync(cancel);
            }
            catch (IOException broken)
            {
                throw Failure(StatusCode.Cancelled, $"The request broke off: {broken.Message}");
            }
        }
    }

    /// <summary>Takes the message's bytes from what was read, once all of them are there.</summary>
    private static bool TryTakePayload(
        ref ReadOnlySequence<byte> buffer,
        HttpRequest request,
        int? maxSize,
        out ReadOnlySequence<byte> payload
    )
    {
        payload = default;
        if (buffer.Length < PrefixLength)
            return false;

        Span<byte> prefix = stackalloc byte[PrefixLength];
        buffer.Slice(0, PrefixLength).CopyTo(prefix);
        RefuseCompressed(prefix[0], request);
        var length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > (uint)(maxSize ?? int.MaxValue))
            throw Failure(
                StatusCode.ResourceExhausted,
                $"The message has {length} bytes; at most {maxSize ?? int.MaxValue} are taken."
            );
        if (buffer.Length - PrefixLength < length)
            return false;

        payload = buffer.Slice(PrefixLength, length);
        buffer = buffer.Slice(payload.End);
        return true;
    }

    private static void RefuseCompressed(byte flag, HttpRequest request)
    {
        if (flag == 0)
            return;
        if (flag != 1)
            throw Failure(
                StatusCode.Internal,
                $"A message begins with 0 or 1, which says whether it is compressed; this one with {flag}."
            );
        if (request.Headers["grpc-encoding"] is not [{ } encoding] || encoding == "identity")
            throw Failure(
                StatusCode.Internal,
                "The message says that it is compressed, and grpc-encoding does not say how."
            );

        request.HttpContext.Response.Headers["grpc-accept-encoding"] = "identity";
        throw Failure(
            StatusCode.Unimplemented,
            "The message is compressed by a method that is not known here; only identity (none) is."
        );
    }

    private static T Deserialise<T>(Marshaller<T> marshaller, ReadOnlySequence<byte> payload)
    {
        try
        {
            return marshaller.ContextualDeserializer(new Payload(payload));
        }
#pragma warning disable CA1031 // Whatever a marshaller throws, the bytes are no message of its type.
        catch (Exception)
#pragma warning restore CA1031
        {
            throw Failure(
                StatusCode.Internal,
                "The message cannot be read: its bytes are not of the method's request type."
            );
        }
    }

    private static RpcException Failure(StatusCode code, string detail) => new(new Status(code, detail));

    private sealed class Payload(ReadOnlySequence<byte> bytes) : DeserializationContext
    {
        public override int PayloadLength => (int)bytes.Length;

        public override byte[] PayloadAsNewBuffer() => bytes.ToArray();

        public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => bytes;
    }
}
