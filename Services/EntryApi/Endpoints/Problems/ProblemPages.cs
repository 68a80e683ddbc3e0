using Microsoft.AspNetCore.Http.HttpResults;

namespace EventDriven.EntryApi.Endpoints.Problems;

internal static class ProblemPages
{
    public static void MapProblemPages(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup("").AllowAnonymous().ExcludeFromDescription();
        var list = string.Concat(
            ProblemTypes.All.Select(error =>
                $"<li><a href=\"{ProblemTypes.Of(error.Key)}\">{error.Value.Title}</a></li>"
            )
        );
        pages.MapGet("/problems", () => Page("Problems", $"<ul>{list}</ul>"));
        foreach (var (kind, (status, title, detail)) in ProblemTypes.All)
            pages.MapGet(ProblemTypes.Of(kind), () =>
                Page(title, $"<p>Status {status}. {detail}</p><p><a href=\"/problems\">All problems</a></p>")
            );
    }

    private static ContentHttpResult Page(string title, string content) =>
        TypedResults.Content(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{title}</title>
            <h1>{title}</h1>
            {content}

            """,
            "text/html; charset=utf-8"
        );
}
