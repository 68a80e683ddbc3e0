using EventDriven.EntryApi.Grpc;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>
/// The answers to what cannot be done, as problem+json. 400 is said of a body that cannot be read, 422 of one that can
/// and says something impossible; both name the fields under <c>errors</c>, as the client wrote them. Every one has a
/// <see cref="ProblemTypes">type</see>.
/// </summary>
internal static class Problem
{
    public static ProblemHttpResult Invalid(ValidationResult result) =>
        OfFields(
            ProblemTypes.InvalidRequest,
            StatusCodes.Status422UnprocessableEntity,
            "Each entry of errors names a field and what is wrong with it.",
            result
                .Errors.GroupBy(failure => AsTheClientWroteIt(failure.PropertyName), StringComparer.Ordinal)
                .ToDictionary(
                    field => field.Key,
                    field => field.Select(failure => failure.ErrorMessage).ToArray(),
                    StringComparer.Ordinal
                )
        );

    public static ProblemHttpResult UnknownOrder(Guid orderId) =>
        Of(
            ProblemTypes.UnknownOrder,
            StatusCodes.Status404NotFound,
            $"There is no order {orderId} that this caller may see: GET /orders lists those."
        );

    public static ProblemHttpResult UnknownProduct(string sku) =>
        Of(
            ProblemTypes.UnknownProduct,
            StatusCodes.Status404NotFound,
            $"There is no product {sku}: GET /products lists those that there are."
        );

    public static ProblemHttpResult RestockRefused(string why) =>
        Of(ProblemTypes.RestockRefused, StatusCodes.Status422UnprocessableEntity, why);

    public static ProblemHttpResult Conflict(string type, string detail) =>
        Of(type, StatusCodes.Status409Conflict, detail);

    /// <summary>A command came without a key, or with one that is none.</summary>
    public static ProblemHttpResult IdempotencyKey(string wrong) =>
        Of(
            ProblemTypes.IdempotencyKey,
            StatusCodes.Status400BadRequest,
            $"The header {Idempotency.IdempotencyKey.Header} {wrong}"
        );

    /// <summary>The key stands for another request.</summary>
    public static ProblemHttpResult KeyUsedForOther() =>
        Of(
            ProblemTypes.IdempotencyKeyReused,
            StatusCodes.Status422UnprocessableEntity,
            $"The {Idempotency.IdempotencyKey.Header} was sent before, with another body. Send a new key with a new command, and the same body with the same key."
        );

    /// <summary>The first request of this key has not been answered yet.</summary>
    public static ProblemHttpResult InHand() =>
        Of(
            ProblemTypes.InHand,
            StatusCodes.Status409Conflict,
            "The first request with this key is in progress. Send it again, with the same key, to get its answer.",
            retryAfter: 1
        );

    /// <summary>The caller follows as many orders as it may.</summary>
    public static ProblemHttpResult TooManyStreams() =>
        Of(
            ProblemTypes.TooManyStreams,
            StatusCodes.Status429TooManyRequests,
            $"At most {Changes.StreamLimit.PerCaller} streams may be open at once. Close one that is no longer read.",
            retryAfter: 10
        );

    /// <summary>A parameter or header says something impossible.</summary>
    public static ProblemHttpResult Parameter(string name, string wrong) =>
        OfFields(
            ProblemTypes.InvalidParameter,
            StatusCodes.Status400BadRequest,
            "Each entry of errors names a parameter and what is wrong with it.",
            new() { [name] = [wrong] }
        );

    /// <summary>The body is no JSON of the documented form.</summary>
    public static ProblemHttpResult Unreadable(string field, string wrong) =>
        OfFields(
            ProblemTypes.UnreadableBody,
            StatusCodes.Status400BadRequest,
            "The body must be JSON of the documented form. errors names where reading stopped.",
            new() { [field] = [wrong] }
        );

    /// <summary>Nobody is known to ask.</summary>
    public static ProblemHttpResult Unauthenticated(string detail) =>
        Of(ProblemTypes.Unauthenticated, StatusCodes.Status401Unauthorized, detail);

    /// <summary>Who asks is known, and may not.</summary>
    public static ProblemHttpResult Forbidden(string detail) =>
        Of(ProblemTypes.Forbidden, StatusCodes.Status403Forbidden, detail);

    /// <summary>The caller has asked too often; the header Retry-After says when it may again.</summary>
    public static ProblemHttpResult RateLimited() =>
        Of(
            ProblemTypes.RateLimited,
            StatusCodes.Status429TooManyRequests,
            "This caller has asked more often than it may. Ask again after as many seconds as Retry-After says."
        );

    /// <summary>The request took longer than one may.</summary>
    public static ProblemHttpResult TimedOut() =>
        Of(
            ProblemTypes.TimedOut,
            StatusCodes.Status504GatewayTimeout,
            "The request took too long and was ended; whether it took effect is not known. Ask again."
        );

    /// <summary>Something that is needed is away for now: asking again is worth it, after so many seconds.</summary>
    public static ProblemHttpResult Unavailable(HttpContext http, string detail)
    {
        http.Response.Headers.RetryAfter = "5";
        return Of(
            ProblemTypes.Unavailable,
            StatusCodes.Status503ServiceUnavailable,
            $"{detail} Ask again after as many seconds as Retry-After says."
        );
    }

    /// <summary>What the framework answers by itself, of which it says a status alone.</summary>
    public static ProblemHttpResult Of(int status) =>
        Of(
            ProblemTypes.Of(status) ?? "about:blank",
            status,
            status switch
            {
                StatusCodes.Status400BadRequest => "The body cannot be read: a JSON object is needed.",
                StatusCodes.Status404NotFound => "There is nothing here: GET / says what there is.",
                StatusCodes.Status405MethodNotAllowed => "The header Allow names the methods that are understood here.",
                StatusCodes.Status408RequestTimeout =>
                    "The body came too slowly to be waited for. Send the same again, with the same key.",
                StatusCodes.Status413PayloadTooLarge =>
                    $"The body is larger than the {OrderEndpoints.MaxBodyBytes} bytes that are read here: send less of it.",
                StatusCodes.Status415UnsupportedMediaType =>
                    "The body must be JSON, sent as application/json, in utf-8 or another known charset.",
                StatusCodes.Status500InternalServerError =>
                    "This is a fault on the server's side, and is recorded there. Ask again; a command, with the same key.",
                _ => null,
            }
        );

    /// <summary>Refuses a request before its endpoint runs: a gRPC call by a gRPC status.</summary>
    public static Task Answer(this ProblemHttpResult problem, HttpContext http) =>
        http.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true
            ? Refusal.Answer(http, problem)
            : problem.ExecuteAsync(http);

    private static ProblemHttpResult OfFields(string type, int status, string detail, Dictionary<string, string[]> errors) =>
        TypedResults.Problem(
            new HttpValidationProblemDetails(errors)
            {
                Type = type,
                Status = status,
                Title = ProblemTypes.All[type].Title,
                Detail = detail,
            }
        );

    private static ProblemHttpResult Of(string type, int status, string? detail, int? retryAfter = null) =>
        TypedResults.Problem(
            detail,
            statusCode: status,
            title: ProblemTypes.All.GetValueOrDefault(type).Title,
            type: type,
            extensions: retryAfter is null
                ? null
                : [KeyValuePair.Create<string, object?>(RetryAfterFilter.Seconds, retryAfter)]
        );

    // "Lines[0].Quantity" is lines[0].quantity in the client's JSON.
    private static string AsTheClientWroteIt(string property) =>
        string.Join('.', property.Split('.').Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
}
