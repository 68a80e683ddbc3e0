using FluentValidation.Results;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>
/// The answers to what cannot be done, as problem+json. 400 is said of a body that cannot be read, 422 of one that can and says
/// something impossible; both name the fields under <c>errors</c>, as the client wrote them. Every one has a <see cref="ProblemTypes">type</see>.
/// </summary>
internal static class Problem
{
    public static ProblemHttpResult Invalid(ValidationResult result) => TypedResults.Problem(
        new HttpValidationProblemDetails(result.Errors
            .GroupBy(failure => AsTheClientWroteIt(failure.PropertyName), StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => field.Select(failure => failure.ErrorMessage).ToArray(), StringComparer.Ordinal))
        {
            Type = ProblemTypes.InvalidRequest,
            Status = StatusCodes.Status422UnprocessableEntity,
            Title = "The request cannot be accepted.",
            Detail = "Each entry of errors names a field and what is wrong with it."
        });

    public static ProblemHttpResult UnknownOrder(Guid orderId) =>
        Of(ProblemTypes.UnknownOrder, StatusCodes.Status404NotFound, "No such order.", $"There is no order {orderId}.");

    public static ProblemHttpResult Conflict(string type, string title, string detail) => Of(type, StatusCodes.Status409Conflict, title, detail);

    /// <summary>Nobody is known to ask.</summary>
    public static ProblemHttpResult Unauthenticated(string detail) =>
        Of(ProblemTypes.Unauthenticated, StatusCodes.Status401Unauthorized, "No valid token.", detail);

    /// <summary>Who asks is known, and may not.</summary>
    public static ProblemHttpResult Forbidden(string detail) =>
        Of(ProblemTypes.Forbidden, StatusCodes.Status403Forbidden, "Not allowed.", detail);

    /// <summary>The caller has asked too often; the header Retry-After says when it may again.</summary>
    public static ProblemHttpResult RateLimited() => Of(ProblemTypes.RateLimited, StatusCodes.Status429TooManyRequests, "Too many requests.",
        "This caller has asked more often than it may. Ask again after as many seconds as Retry-After says.");

    /// <summary>The request took longer than one may.</summary>
    public static ProblemHttpResult TimedOut() => Of(ProblemTypes.TimedOut, StatusCodes.Status504GatewayTimeout, "Out of time.",
        "The request took too long and was ended; whether it took effect is not known. Ask again.");

    /// <summary>Something that is needed is away for now: asking again is worth it, after so many seconds.</summary>
    public static ProblemHttpResult Unavailable(HttpContext http, string detail)
    {
        http.Response.Headers.RetryAfter = "5";
        return Of(ProblemTypes.Unavailable, StatusCodes.Status503ServiceUnavailable, "Not available for now.", detail);
    }

    private static ProblemHttpResult Of(string type, int status, string title, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: title, type: type);

    // "Lines[0].Quantity" is lines[0].quantity in the client's JSON.
    private static string AsTheClientWroteIt(string property) =>
        string.Join('.', property.Split('.').Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
}
