using System.Text;
using EventDriven.EntryApi.Endpoints.Problems;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;

namespace EventDriven.EntryApi.Security;

internal static class Charsets
{
    /// <summary>
    /// Unquotes the charset (RFC 9110, section 5.6.6), and answers 415 to an unknown one, because ASP.NET Core does
    /// neither.
    /// </summary>
    public static void UseKnownCharsets(this IApplicationBuilder app) =>
        app.Use(
            static (context, next) =>
            {
                var type = context.Request.GetTypedHeaders().ContentType;
                if (
                    type is not { Charset.Length: > 0 }
                    || context.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is null
                )
                    return next(context);
                type.Charset = HeaderUtilities.UnescapeAsQuotedString(type.Charset);
                if (!IsKnown(type.Charset.ToString()))
                    return Problem.Answer(context, new Error(ErrorKind.UnsupportedMediaType));
                context.Request.ContentType = type.ToString();
                return next(context);
            }
        );

    private static bool IsKnown(string charset)
    {
        try
        {
            return Encoding.GetEncoding(charset) is not null;
        }
        // Unknown, or disabled in .NET, as UTF-7 is.
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
