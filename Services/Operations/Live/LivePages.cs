using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace EventDriven.Operations.Live;

/// <summary>
/// Answers a page that fetches itself again with 304 Not Modified (RFC 9110, section 15.4.5) when only form tokens and
/// ages differ, because the page counts ages on itself.
/// </summary>
internal static partial class LivePages
{
    public static void UseLivePages(this IApplicationBuilder app) =>
        app.Use(
            static async (context, next) =>
            {
                if (
                    !HttpMethods.IsGet(context.Request.Method)
                    || context.Request.Headers.XRequestedWith != "XMLHttpRequest"
                )
                {
                    await next(context);
                    return;
                }

                var (answer, body) = (context.Response, context.Response.Body);
                using var page = new MemoryStream();
                answer.Body = page;
                try
                {
                    await next(context);
                }
                finally
                {
                    answer.Body = body;
                }

                if (answer.StatusCode == StatusCodes.Status200OK)
                {
                    var seen = new EntityTagHeaderValue(
                        $"\"{Tag(Encoding.UTF8.GetString(page.GetBuffer(), 0, (int)page.Length))}\"",
                        isWeak: true
                    );
                    answer.GetTypedHeaders().ETag = seen;
                    if (
                        new RequestHeaders(context.Request.Headers).IfNoneMatch.Any(tag =>
                            tag.Compare(seen, useStrongComparison: false)
                        )
                    )
                    {
                        answer.StatusCode = StatusCodes.Status304NotModified;
                        answer.ContentLength = null;
                        answer.ContentType = null;
                        return;
                    }
                }

                page.Position = 0;
                await page.CopyToAsync(body, context.RequestAborted);
            }
        );

    private static string Tag(string page)
    {
        var top = page.IndexOf("<header", StringComparison.Ordinal);
        var content = Unseen().Replace(page[Math.Max(top, 0)..], "$1");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)))[..32];
    }

    // No lookbehind, because it would scan backwards from each > of a message's text.
    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>|(<time[^>]* data-(?:age|until)[^>]*>)[^<]*")]
    private static partial Regex Unseen();
}
