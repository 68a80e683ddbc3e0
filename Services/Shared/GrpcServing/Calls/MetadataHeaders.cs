using System.Buffers.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace EventDriven.GrpcServing.Calls;

/// <summary>Metadata as HTTP headers: texts as they are, bytes in base64.</summary>
internal static class MetadataHeaders
{
    /// <summary>The metadata of a request: its headers, but for those that are the protocol's.</summary>
    public static Metadata Read(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            // What HTTP allows for a name and gRPC does not is left out: a service could not send it back.
            if (!Metadata.Entry.IsName(name) || IsOfTheProtocol(name))
                continue;
            foreach (var value in values)
                Add(metadata, name, value ?? "");
        }
        return metadata;
    }

    /// <summary>Adds metadata to a response's headers or trailers, without padding.</summary>
    public static void Write(Metadata metadata, IHeaderDictionary headers)
    {
        foreach (var entry in metadata)
        {
            var value = entry.IsBinary ? Convert.ToBase64String(entry.ValueBytes).TrimEnd('=') : entry.Value;
            headers[entry.Key] = StringValues.Concat(headers[entry.Key], value);
        }
    }

    private static void Add(Metadata metadata, string name, string value)
    {
        if (name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase))
        {
            // Values of one name may have been joined on their way.
            foreach (var part in value.Split(',', StringSplitOptions.TrimEntries))
                metadata.Add(name, Decode(name, part));
        }
        else if (Metadata.Entry.IsPrintable(value))
        {
            // Likewise for a value.
            metadata.Add(name, value);
        }
    }

    private static byte[] Decode(string name, string base64)
    {
        var padded = base64.TrimEnd('=');
        padded = padded.PadRight((padded.Length + 3) / 4 * 4, '=');
        return Base64.IsValid(padded)
            ? Convert.FromBase64String(padded)
            : throw new RpcException(new Status(StatusCode.Internal, $"The value of {name} is not in base64."));
    }

    private static bool IsOfTheProtocol(string name) =>
        name.Length switch
        {
            2 => name.Equals("te", StringComparison.OrdinalIgnoreCase),
            4 => name.Equals("host", StringComparison.OrdinalIgnoreCase),
            _ => name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
                || name.Equals("content-length", StringComparison.OrdinalIgnoreCase)
                || name.Equals("accept-encoding", StringComparison.OrdinalIgnoreCase)
                || name.Equals("grpc-timeout", StringComparison.OrdinalIgnoreCase)
                || name.Equals("grpc-encoding", StringComparison.OrdinalIgnoreCase)
                || name.Equals("grpc-accept-encoding", StringComparison.OrdinalIgnoreCase),
        };
}
