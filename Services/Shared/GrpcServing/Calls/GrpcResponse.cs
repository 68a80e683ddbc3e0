using System.Globalization;
using System.Text;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace EventDriven.GrpcServing.Calls;

/// <summary>The end of a response: status, words and metadata.</summary>
internal static class GrpcResponse
{
    /// <summary>Ends a response that has no message: the status is in its headers ("Trailers-Only").</summary>
    public static void End(HttpContext http, Status status) => End(http, status, null, null, hasMessages: false);

    /// <summary>Ends a response: in its trailers when it has messages, else in its headers.</summary>
    public static void End(
        HttpContext http,
        Status status,
        Metadata? ofTheContext,
        Metadata? ofTheStatus,
        bool hasMessages
    )
    {
        var response = http.Response;
        var destination = response.Headers;
        if (hasMessages)
        {
            destination = http.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
                ?? throw new InvalidOperationException($"{http.Request.Protocol} has no trailers.");
        }
        if (ofTheContext is not null)
            MetadataHeaders.Write(ofTheContext, destination);
        if (ofTheStatus is not null)
            MetadataHeaders.Write(ofTheStatus, destination);

        if (!hasMessages)
        {
            response.StatusCode = StatusCodes.Status200OK;
            response.ContentType = GrpcRequest.ContentType;
        }
        destination["grpc-status"] = ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (status.Detail.Length > 0)
            destination["grpc-message"] = PercentEncode(status.Detail);
    }

    /// <summary>As the protocol has it: printable ASCII but for '%' stays, the rest of its UTF-8 is encoded.</summary>
    private static string PercentEncode(string text)
    {
        if (Metadata.Entry.IsPrintable(text) && !text.Contains('%'))
            return text;

        var encoded = new StringBuilder(text.Length * 2);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (octet is >= (byte)' ' and <= (byte)'~' and not (byte)'%')
                encoded.Append((char)octet);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }
        return encoded.ToString();
    }
}
