using EventDriven.EntryApi.Grpc;
using Microsoft.AspNetCore.Mvc;

namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>Answers an error as problem+json (RFC 9457).</summary>
public sealed class Problem(Error error) : IResult
{
    /// <summary>Refuses a request before its endpoint runs; a gRPC call with a gRPC status.</summary>
    public static Task Answer(HttpContext http, Error error)
    {
        SetRetryAfter(http, error);
        return IsGrpc(http) ? GrpcErrors.Answer(http, error) : new Problem(error).ExecuteAsync(http);
    }

    /// <summary>Answers an error for which the framework gave only the status.</summary>
    public static Task Answer(HttpContext http, int status) =>
        ProblemTypes.KindOf(status) is { } kind ? Answer(http, new Error(kind))
        : IsGrpc(http) ? GrpcErrors.AnswerUnknown(http)
        : TypedResults.Problem(statusCode: status, type: "about:blank").ExecuteAsync(http);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        SetRetryAfter(httpContext, error);
        var details = error.Fields is { } fields ? new HttpValidationProblemDetails(fields) : new ProblemDetails();
        details.Type = ProblemTypes.Of(error.Kind);
        (details.Status, details.Title, _) = ProblemTypes.All[error.Kind];
        details.Detail = error.Detail;
        // The other kinds have the header alone.
        if (error.Kind is ErrorKind.InHand or ErrorKind.TooManyStreams)
            details.Extensions["retryAfter"] = error.RetryAfter;
        return TypedResults.Problem(details).ExecuteAsync(httpContext);
    }

    private static void SetRetryAfter(HttpContext http, Error error)
    {
        if (error.RetryAfter is { } seconds)
            http.Response.Headers.RetryAfter = $"{seconds}";
    }

    private static bool IsGrpc(HttpContext http) =>
        http.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
