using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console;

[IgnoreAntiforgeryToken]
public sealed class ErrorModel : PageModel
{
    public string FailedRequest => $"{Request.Method} {Request.Path}";

    /// <summary>Whether the page may work later.</summary>
    public bool IsRetried => IsRead && Response.StatusCode >= StatusCodes.Status500InternalServerError;

    public string Heading =>
        Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => "The form was not accepted",
            StatusCodes.Status404NotFound => "Page not found",
            StatusCodes.Status413PayloadTooLarge => "The request is too large",
            StatusCodes.Status503ServiceUnavailable => "The console's database does not answer",
            _ when IsRead => "This page could not be shown",
            _ => "The request failed",
        };

    public string Advice =>
        Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest =>
                "Nothing was changed. The form was opened before you signed in or out, or it does not come from this "
                    + "console. Go back, reload the page, and send the form again.",
            StatusCodes.Status404NotFound => "The console has no page at this address.",
            StatusCodes.Status413PayloadTooLarge => "Nothing was changed. Send less at once.",
            StatusCodes.Status503ServiceUnavailable when IsRead =>
                "Nothing was changed: this request only reads. Orders continue without the console. "
                    + "This page reloads by itself when the database answers.",
            _ when IsRead =>
                "Nothing was changed: this request only reads. Reload the page. If it fails again, search the log of "
                    + "the operations service for this request.",
            _ => "It is unknown whether the action was carried out. Look for it under Actions before you repeat it. "
                + "The log of the operations service has the cause of this failure.",
        };

    private bool IsRead => HttpMethods.IsGet(Request.Method) || HttpMethods.IsHead(Request.Method);

    /// <summary>Keeps the status of the failed request; by its own address this page does not exist.</summary>
    public override void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        if (Response.StatusCode < StatusCodes.Status400BadRequest)
            Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
