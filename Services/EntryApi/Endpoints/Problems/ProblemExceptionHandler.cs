using System.Text.Json;
using EventDriven.ServiceDefaults;
using Microsoft.AspNetCore.Diagnostics;

namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>
/// Answers 400 to a body that cannot be read, 503 while the database is down, and else 500, without the exception. The
/// format does not depend on what the client accepts.
/// </summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken
    )
    {
        await Answer(httpContext, exception);
        return true;
    }

    private Task Answer(HttpContext http, Exception exception)
    {
        if (exception is BadHttpRequestException unreadable)
            return Answer(http, unreadable);

        var (method, path) = (http.Request.Method, http.Request.Path);
        if (TransientErrors.Is(exception))
        {
            logger.LogWarning(exception, "The database does not answer: {Method} {Path} was turned away", method, path);
            return Problem.Answer(http, Error.Unavailable("Orders can be neither read nor accepted at the moment."));
        }

        logger.LogError(exception, "{Method} {Path} failed, by a fault of this service", method, path);
        return Problem.Answer(http, new Error(ErrorKind.Fault));
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
