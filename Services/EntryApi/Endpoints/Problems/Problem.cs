using FluentValidation.Results;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>
/// The answers to what cannot be done, as problem+json. 400 is said of a body that cannot be read, 422 of one that can and says
/// something impossible; both name the fields under <c>errors</c>, as the client wrote them.
/// </summary>
internal static class Problem
{
    public static ProblemHttpResult Invalid(ValidationResult result) => TypedResults.Problem(
        new HttpValidationProblemDetails(result.Errors
            .GroupBy(failure => AsTheClientWroteIt(failure.PropertyName), StringComparer.Ordinal)
            .ToDictionary(field => field.Key, field => field.Select(failure => failure.ErrorMessage).ToArray(), StringComparer.Ordinal))
        {
            Status = StatusCodes.Status422UnprocessableEntity,
            Title = "The request cannot be accepted.",
            Detail = "Each entry of errors names a field and what is wrong with it."
        });

    public static ProblemHttpResult UnknownOrder(Guid orderId) =>
        TypedResults.Problem($"There is no order {orderId}.", statusCode: StatusCodes.Status404NotFound, title: "No such order.");

    public static ProblemHttpResult UnknownProduct(string sku) =>
        TypedResults.Problem($"There is no product {sku}.", statusCode: StatusCodes.Status404NotFound, title: "No such product.");

    public static ProblemHttpResult Refused(string title, string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status422UnprocessableEntity, title: title);

    public static ProblemHttpResult Conflict(string title, string detail) =>
        TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict, title: title);

    /// <summary>Something that is needed is away for now: asking again is worth it, after so many seconds.</summary>
    public static ProblemHttpResult Unavailable(HttpContext http, string detail)
    {
        http.Response.Headers.RetryAfter = "5";
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Not available for now.");
    }

    // "Lines[0].Quantity" is lines[0].quantity in the client's JSON.
    private static string AsTheClientWroteIt(string property) =>
        string.Join('.', property.Split('.').Select(name => char.ToLowerInvariant(name[0]) + name[1..]));
}
