using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages;

/// <summary>A page on which an operator asks for something to be done: with a reason, and once.</summary>
public abstract class OperatorPage(OperatorDesk desk, TimeProvider time) : PageModel
{
    /// <summary>The longest reason that is taken.</summary>
    public const int LongestReason = 500;

    /// <summary>Why, in the operator's words.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Names the page's forms as they were filled in once.</summary>
    [BindProperty]
    public Guid ActionId { get; set; } = Guid.CreateVersion7();

    /// <summary>The action that was just asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Done { get; set; }

    /// <summary>What is wrong with what was asked for; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>The form that stays open; null when none does.</summary>
    public string? OpenForm { get; protected set; }

    /// <summary>When the page was made (UTC).</summary>
    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>Who looks at the page.</summary>
    protected string Operator => User.FindFirst("sub")!.Value;

    /// <summary>
    /// The id of an action that a form of the page asks for: a form that is posted twice as it is is one action, and
    /// one that asks for something else is another, also after the first could not be sent.
    /// </summary>
    /// <param name="asked">What is asked for, and of what.</param>
    protected Guid IdOf(params IEnumerable<string> asked) => HashedId.Of([$"{ActionId}", .. asked]);

    /// <summary>What is wrong with the form as it was posted; null when nothing is.</summary>
    protected string? WrongReason =>
        ActionId == Guid.Empty ? "Nothing was done: the form was not complete."
        : string.IsNullOrWhiteSpace(Reason) ? "Nothing was done: say why. The reason is kept with the action."
        : Reason.Length > LongestReason ? $"Nothing was done: the reason is longer than {LongestReason} characters."
        : Reason.Any(character => char.IsControl(character) && !char.IsWhiteSpace(character))
            ? "Nothing was done: the reason holds characters that are no text."
        : null;

    /// <summary>Sends the command, and has the page say what is wrong when it cannot be sent.</summary>
    /// <returns>Whether the broker has it.</returns>
    protected async Task<bool> AskAsync<TCommand>(TCommand command, Guid actionId, CancellationToken cancel)
        where TCommand : class
    {
        if (await desk.SendAsync(command, actionId, cancel))
            return true;

        Refuse(
            "The broker is away or does not answer. Most likely nothing was done: try again. Should it have been done after all, it is not done twice.",
            StatusCodes.Status503ServiceUnavailable
        );
        return false;
    }

    /// <summary>Has the page say what is wrong.</summary>
    protected PageResult Refuse(string problem, int status = StatusCodes.Status400BadRequest)
    {
        (Problem, Response.StatusCode) = (problem, status);
        return Page();
    }

    /// <summary>Has the page say that there is nothing at its address.</summary>
    protected PageResult NotThere()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
