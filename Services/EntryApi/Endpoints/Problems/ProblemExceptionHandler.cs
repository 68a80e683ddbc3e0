using System.Text.Json;
using EventDriven.ServiceDefaults;
using Microsoft.AspNetCore.Diagnostics;

namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>
/// Answers 400 to a body that cannot be read, 503 while the database is down, and 500 to any other exception, which is
/// logged and not shown. The format does not depend on what the client accepts.
/// </summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        if (exception is BadHttpRequestException unreadable)
        {
            await Answer(httpContext, unreadable);
            return true;
        }

        if (ServiceDatabase.IsAway(exception))
        {
            logger.LogWarning(
                exception,
                "The database does not answer: {Method} {Path} was turned away",
                httpContext.Request.Method,
                httpContext.Request.Path
            );
            await Problem.Answer(
                httpContext,
                Error.Unavailable("Orders can be neither read nor accepted at the moment.")
            );
            return true;
        }

        logger.LogError(
            exception,
            "{Method} {Path} failed, by a fault of this service",
            httpContext.Request.Method,
            httpContext.Request.Path
        );
        await Problem.Answer(httpContext, new Error(ErrorKind.Fault));
        return true;
    }

    private static Task Answer(HttpContext http, BadHttpRequestException exception)
    {
        if (exception.InnerException is not JsonException json)
            return Problem.Answer(http, exception.StatusCode);

        // $.lines[0].quantity, or $ for a body that is no JSON.
        var field =
            json.Path is null or "$" ? ""
            : json.Path.StartsWith("$.", StringComparison.Ordinal) ? json.Path[2..]
            : json.Path;
        var where = json is { LineNumber: { } line, BytePositionInLine: { } position }
            ? $" (line {line + 1}, byte {position + 1})"
            : "";
        var wrong = field.Length == 0 ? $"is not a JSON object{where}." : $"is not of the right JSON type{where}.";
        return Problem.Answer(http, Error.Field(ErrorKind.UnreadableBody, field, wrong));
    }
}
