using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Security;

/// <summary>
/// Answers a failed request with the console's error page. The exception is logged, and not shown.
/// </summary>
internal static class ErrorPages
{
    private const string ErrorPage = "/Console/Error";

    public static void UseErrorPages(this IApplicationBuilder app)
    {
        var logger = app.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ErrorPages));
        app.Use(
            async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (Exception exception)
                    when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
                {
                    context.Response.Clear();
                    context.Response.StatusCode = StatusOf(exception);
                    if (context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable)
                    {
                        context.Response.Headers.RetryAfter = "5";
                        logger.LogWarning(
                            exception,
                            "{Method} {Path} failed: the database does not answer",
                            context.Request.Method,
                            context.Request.Path
                        );
                    }
                    else if (context.Response.StatusCode == StatusCodes.Status500InternalServerError)
                    {
                        logger.LogError(
                            exception,
                            "{Method} {Path} failed",
                            context.Request.Method,
                            context.Request.Path
                        );
                    }
                }

                if (
                    context.Response is
                    { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null or "" }
                )
                {
                    context.SetEndpoint(
                        context
                            .RequestServices.GetRequiredService<EndpointDataSource>()
                            .Endpoints.First(endpoint =>
                                endpoint.Metadata.GetMetadata<PageActionDescriptor>()?.ViewEnginePath == ErrorPage
                            )
                    );
                    context.Request.RouteValues = new RouteValueDictionary { ["page"] = ErrorPage };
                    await next(context);
                }
            }
        );
    }

    private static int StatusOf(Exception exception) =>
        exception switch
        {
            BadHttpRequestException unreadable => unreadable.StatusCode,
            _ when TransientErrors.Is(exception) => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status500InternalServerError,
        };
}
