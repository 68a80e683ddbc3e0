using EventDriven.EntryApi.Grpc;
using FluentValidation.Results;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>
/// Errors as problem+json, each of a <see cref="ProblemTypes">type</see>. 400 is for a body that cannot be read, 422
/// for one that breaks a rule; both name the fields under <c>errors</c>, as the client wrote them.
/// </summary>
internal static class Problem
{
    /// <summary>A problem with the status and title of its type, and its usual detail where none is given.</summary>
    public static ProblemHttpResult Of(string type, string? detail = null, int? retryAfter = null)
    {
        var (status, title, usual) = ProblemTypes.All[type];
        return TypedResults.Problem(
            detail ?? usual,
            statusCode: status,
            title: title,
            type: type,
            extensions: retryAfter is null
                ? null
                : [KeyValuePair.Create<string, object?>(RetryAfterFilter.Seconds, retryAfter)]
        );
    }

    /// <summary>A problem for an error that the framework answers with a status only.</summary>
    public static ProblemHttpResult Of(int status) =>
        ProblemTypes.Of(status) is { } type ? Of(type) : TypedResults.Problem(statusCode: status, type: "about:blank");

    public static ProblemHttpResult Invalid(ValidationResult result) =>
        Of(
            ProblemTypes.InvalidRequest,
            result
                .Errors.GroupBy(failure => AsTheClientWroteIt(failure.PropertyName), StringComparer.Ordinal)
                .ToDictionary(
                    field => field.Key,
                    field => field.Select(failure => failure.ErrorMessage).ToArray(),
                    StringComparer.Ordinal
                )
        );

    public static ProblemHttpResult Parameter(string name, string wrong) =>
        Of(ProblemTypes.InvalidParameter, new() { [name] = [wrong] });

    public static ProblemHttpResult Unreadable(string field, string wrong) =>
        Of(ProblemTypes.UnreadableBody, new() { [field] = [wrong] });

    public static ProblemHttpResult IdempotencyKey(string wrong) =>
        Of(ProblemTypes.IdempotencyKey, $"The header {Idempotency.IdempotencyKey.Header} {wrong}");

    public static ProblemHttpResult UnknownOrder(Guid orderId) =>
        Of(
            ProblemTypes.UnknownOrder,
            $"There is no order {orderId} that this caller may see: GET /orders lists those."
        );

    public static ProblemHttpResult InHand() => Of(ProblemTypes.InHand, retryAfter: 1);

    public static ProblemHttpResult TooManyStreams() => Of(ProblemTypes.TooManyStreams, retryAfter: 10);

    /// <summary>The database or another service does not answer: worth another attempt, after Retry-After.</summary>
    public static ProblemHttpResult Unavailable(HttpContext http, string detail)
    {
        http.Response.Headers.RetryAfter = "5";
        return Of(ProblemTypes.Unavailable, $"{detail} Ask again after as many seconds as Retry-After says.");
    }

    /// <summary>Refuses a request before its endpoint runs: a gRPC call by a gRPC status.</summary>
    public static Task Answer(this ProblemHttpResult problem, HttpContext http) =>
        http.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true
            ? Refusal.Answer(http, problem)
            : problem.ExecuteAsync(http);

    private static ProblemHttpResult Of(string type, Dictionary<string, string[]> errors)
    {
        var (status, title, detail) = ProblemTypes.All[type];
        return TypedResults.Problem(
            new HttpValidationProblemDetails(errors)
            {
                Type = type,
                Status = status,
                Title = title,
                Detail = detail,
            }
        );
    }

    // "Lines[0].Quantity" is lines[0].quantity in the client's JSON.
    private static string AsTheClientWroteIt(string property) =>
        string.Join('.', property.Split('.').Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
}
