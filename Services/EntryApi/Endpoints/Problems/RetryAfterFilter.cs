using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Endpoints.Problems;

/// <summary>
/// Says after how many seconds it is worth asking again: of what was accepted, how it goes; of a problem that passes,
/// what it says itself.
/// </summary>
internal sealed class RetryAfterFilter : IEndpointFilter
{
    /// <summary>The problem's member.</summary>
    public const string Seconds = "retryAfter";

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var result = await next(context);
        object? seconds = (result is INestedHttpResult nested ? nested.Result : result) switch
        {
            ProblemHttpResult problem => problem.ProblemDetails.Extensions.TryGetValue(Seconds, out var said)
                ? said
                : null,
            IStatusCodeHttpResult { StatusCode: StatusCodes.Status202Accepted } => 1,
            _ => null,
        };
        if (seconds is not null)
            context.HttpContext.Response.Headers.RetryAfter = Convert.ToString(seconds, CultureInfo.InvariantCulture);
        return result;
    }
}
