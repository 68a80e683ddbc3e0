using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console;

/// <summary>Says what is wrong with a request to the console, whatever its method, and what to do.</summary>
[IgnoreAntiforgeryToken]
public sealed class ErrorModel : PageModel
{
    /// <summary>What is wrong, in few words.</summary>
    public string Heading =>
        Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => "That could not be taken",
            StatusCodes.Status404NotFound => "Nothing is here",
            StatusCodes.Status413PayloadTooLarge => "That is too large",
            StatusCodes.Status503ServiceUnavailable => "The console's database is away",
            _ => "That did not work",
        };

    /// <summary>What to do.</summary>
    public string Advice =>
        Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest =>
                "Nothing was done. The form is from before you signed in or out, or did not come from this console. Go back, load the page anew, and try again.",
            StatusCodes.Status404NotFound => "No page of the console has this address, or what it showed is gone.",
            StatusCodes.Status413PayloadTooLarge => "Nothing was done: more was sent than the console takes at once.",
            StatusCodes.Status503ServiceUnavailable =>
                "Nothing was done, and nothing can be shown until the database answers. Orders go on meanwhile: they do not need the console. Try again in a few seconds.",
            _ =>
                "Whether anything was done is not known: look at Actions before you try again. What went wrong is in the log of the operations service.",
        };

    /// <summary>Answers under the status of what went wrong; asked for by its own address, it is nothing.</summary>
    public override void OnPageHandlerExecuting(Microsoft.AspNetCore.Mvc.Filters.PageHandlerExecutingContext context)
    {
        if (Response.StatusCode < StatusCodes.Status400BadRequest)
            Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
