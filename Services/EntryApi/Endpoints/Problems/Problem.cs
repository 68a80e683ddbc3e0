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
        TypedResults.Problem(
            new HttpValidationProblemDetails(
                result
                    .Errors.GroupBy(failure => AsTheClientWroteIt(failure.PropertyName), StringComparer.Ordinal)
                    .ToDictionary(
                        field => field.Key,
                        field => field.Select(failure => failure.ErrorMessage).ToArray(),
                        StringComparer.Ordinal
                    )
            )
            {
                Type = ProblemTypes.InvalidRequest,
                Status = StatusCodes.Status422UnprocessableEntity,
                Title = "The request cannot be accepted.",
                Detail = "Each entry of errors names a field and what is wrong with it.",
            }
        );

    public static ProblemHttpResult UnknownOrder(Guid orderId) =>
        Of(
            ProblemTypes.UnknownOrder,
            StatusCodes.Status404NotFound,
            "No such order.",
            $"There is no order {orderId} that this caller may see: GET /orders lists those."
        );

    public static ProblemHttpResult UnknownProduct(string sku) =>
        Of(
            ProblemTypes.UnknownProduct,
            StatusCodes.Status404NotFound,
            "No such product.",
            $"There is no product {sku}: GET /products lists those that there are."
        );

    public static ProblemHttpResult RestockRefused(string why) =>
        Of(
            ProblemTypes.RestockRefused,
            StatusCodes.Status422UnprocessableEntity,
            "The product cannot be restocked so.",
            why
        );

    public static ProblemHttpResult Conflict(string type, string title, string detail) =>
        Of(type, StatusCodes.Status409Conflict, title, detail);

    /// <summary>A command came without a key, or with one that is none.</summary>
    public static ProblemHttpResult IdempotencyKey(string wrong) =>
        Of(
            ProblemTypes.IdempotencyKey,
            StatusCodes.Status400BadRequest,
            "An idempotency key is needed.",
            $"The header {Idempotency.IdempotencyKey.Header} {wrong}"
        );

    /// <summary>The key stands for another request.</summary>
    public static ProblemHttpResult KeyUsedForOther() =>
        Of(
            ProblemTypes.IdempotencyKeyReused,
            StatusCodes.Status422UnprocessableEntity,
            "The idempotency key was used for something else.",
            $"The {Idempotency.IdempotencyKey.Header} was sent before, with another body. Send a new key with a new command, and the same body with the same key."
        );

    /// <summary>The first request of this key has not been answered yet.</summary>
    public static ProblemHttpResult InHand() =>
        Of(
            ProblemTypes.InHand,
            StatusCodes.Status409Conflict,
            "In hand.",
            "The same request is being worked on. Send it again, with the same key, to have its answer.",
            retryAfter: 1
        );

    /// <summary>The caller follows as many orders as it may.</summary>
    public static ProblemHttpResult TooManyStreams() =>
        Of(
            ProblemTypes.TooManyStreams,
            StatusCodes.Status429TooManyRequests,
            "Too many streams.",
            $"At most {Changes.StreamLimit.PerCaller} streams may be open at once. Close one that is no longer read.",
            retryAfter: 10
        );

    /// <summary>A parameter or header says something impossible.</summary>
    public static ProblemHttpResult Parameter(string name, string wrong) =>
        TypedResults.Problem(
            new HttpValidationProblemDetails(new Dictionary<string, string[]> { [name] = [wrong] })
            {
                Type = ProblemTypes.InvalidParameter,
                Status = StatusCodes.Status400BadRequest,
                Title = "A parameter cannot be read.",
                Detail = "Each entry of errors names a parameter and what is wrong with it.",
            }
        );

    /// <summary>Nobody is known to ask.</summary>
    public static ProblemHttpResult Unauthenticated(string detail) =>
        Of(ProblemTypes.Unauthenticated, StatusCodes.Status401Unauthorized, "No valid token.", detail);

    /// <summary>Who asks is known, and may not.</summary>
    public static ProblemHttpResult Forbidden(string detail) =>
        Of(ProblemTypes.Forbidden, StatusCodes.Status403Forbidden, "Not allowed.", detail);

    /// <summary>The caller has asked too often; the header Retry-After says when it may again.</summary>
    public static ProblemHttpResult RateLimited() =>
        Of(
            ProblemTypes.RateLimited,
            StatusCodes.Status429TooManyRequests,
            "Too many requests.",
            "This caller has asked more often than it may. Ask again after as many seconds as Retry-After says."
        );

    /// <summary>The request took longer than one may.</summary>
    public static ProblemHttpResult TimedOut() =>
        Of(
            ProblemTypes.TimedOut,
            StatusCodes.Status504GatewayTimeout,
            "Out of time.",
            "The request took too long and was ended; whether it took effect is not known. Ask again."
        );

    /// <summary>Something that is needed is away for now: asking again is worth it, after so many seconds.</summary>
    public static ProblemHttpResult Unavailable(HttpContext http, string detail)
    {
        http.Response.Headers.RetryAfter = "5";
        return Of(
            ProblemTypes.Unavailable,
            StatusCodes.Status503ServiceUnavailable,
            "Not available for now.",
            $"{detail} Ask again after as many seconds as Retry-After says."
        );
    }

    /// <summary>What the framework answers by itself, of which it says a status alone.</summary>
    public static ProblemHttpResult Of(int status) =>
        TypedResults.Problem(
            statusCode: status,
            type: ProblemTypes.Of(status) ?? "about:blank",
            detail: status switch
            {
                StatusCodes.Status400BadRequest => "The body cannot be read: a JSON object is needed.",
                StatusCodes.Status404NotFound => "There is nothing here: GET / says what there is.",
                StatusCodes.Status405MethodNotAllowed => "The header Allow names the methods that are understood here.",
                StatusCodes.Status408RequestTimeout =>
                    "The body came too slowly to be waited for. Send the same again, with the same key.",
                StatusCodes.Status413PayloadTooLarge =>
                    $"The body is larger than the {OrderEndpoints.MaxBodyBytes} bytes that are read here: send less of it.",
                StatusCodes.Status415UnsupportedMediaType => "The body must be JSON, sent as application/json.",
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

    private static ProblemHttpResult Of(string type, int status, string title, string detail, int? retryAfter = null) =>
        TypedResults.Problem(
            detail,
            statusCode: status,
            title: title,
            type: type,
            extensions: retryAfter is null
                ? null
                : [KeyValuePair.Create<string, object?>(RetryAfterFilter.Seconds, retryAfter)]
        );

    // "Lines[0].Quantity" is lines[0].quantity in the client's JSON.
    private static string AsTheClientWroteIt(string property) =>
        string.Join('.', property.Split('.').Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
}
