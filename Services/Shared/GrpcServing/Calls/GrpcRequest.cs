using Microsoft.AspNetCore.Http;

namespace EventDriven.GrpcServing.Calls;

/// <summary>What a request must be to be a call.</summary>
internal static class GrpcRequest
{
    public const string ContentType = "application/grpc";

    /// <summary>Whether the client speaks gRPC, and so understands its statuses.</summary>
    public static bool IsGrpc(HttpRequest request) => IsHttp2(request) && HasContentType(request);

    /// <summary>
    /// Answers what is no call as HTTP has it, so that no other client takes a gRPC error, whose HTTP status is 200,
    /// for a success.
    /// </summary>
    public static async Task<bool> IsAcceptableAsync(HttpContext http)
    {
        if (!IsHttp2(http.Request))
        {
            await RefuseAsync(
                StatusCodes.Status505HttpVersionNotsupported,
                $"gRPC needs HTTP/2, and this is {http.Request.Protocol}: without TLS, on a port that is configured for HTTP/2 alone."
            );
            return false;
        }
        if (!HasContentType(http.Request))
        {
            await RefuseAsync(
                StatusCodes.Status415UnsupportedMediaType,
                $"gRPC calls have the content type {ContentType} or {ContentType}+proto."
            );
            return false;
        }
        return true;

        Task RefuseAsync(int status, string why)
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(why);
        }
    }

    private static bool IsHttp2(HttpRequest request) =>
        HttpProtocol.IsHttp2(request.Protocol) || HttpProtocol.IsHttp3(request.Protocol);

    private static bool HasContentType(HttpRequest request)
    {
        var type = request.ContentType.AsSpan();
        var parameters = type.IndexOf(';');
        if (parameters >= 0)
            type = type[..parameters].TrimEnd();
        return type.Equals(ContentType, StringComparison.OrdinalIgnoreCase)
            || type.Equals($"{ContentType}+proto", StringComparison.OrdinalIgnoreCase);
    }
}
