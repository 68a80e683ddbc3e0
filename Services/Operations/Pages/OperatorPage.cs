using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages;

/// <summary>A page with forms for operators' actions: each needs a reason and is carried out once.</summary>
public abstract class OperatorPage(OperatorDesk desk, TimeProvider time) : PageModel
{
    public const int LongestReason = 500;

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public Guid ActionId { get; set; } = Guid.CreateVersion7();

    [BindProperty(SupportsGet = true)]
    public Guid? Done { get; set; }

    public string? Problem { get; private set; }

    public string? OpenForm { get; protected set; }

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    protected string Operator => User.FindFirst("sub")!.Value;

    /// <summary>
    /// The id of an action: the same for a form that is posted twice unchanged, another for any other request.
    /// </summary>
    protected Guid IdOf(params IEnumerable<string> asked) => HashedId.Of([$"{ActionId}", .. asked]);

    protected string? WrongReason =>
        ActionId == Guid.Empty ? "Nothing was done: the form was incomplete."
        : string.IsNullOrWhiteSpace(Reason) ? "Nothing was done: enter a reason. It is recorded with the action."
        : Reason.Length > LongestReason ? $"Nothing was done: the reason is longer than {LongestReason} characters."
        : Reason.Any(character => char.IsControl(character) && !char.IsWhiteSpace(character))
            ? "Nothing was done: the reason contains control characters."
        : null;

    /// <summary>Sends the command; the page shows a problem when that fails.</summary>
    protected async Task<bool> AskAsync<TCommand>(TCommand command, Guid actionId, CancellationToken cancel)
        where TCommand : class
    {
        if (await desk.SendAsync(command, actionId, cancel))
            return true;

        Refuse(
            "The broker does not answer, so the request was probably not sent. Try again: "
                + "the action is carried out at most once.",
            StatusCodes.Status503ServiceUnavailable
        );
        return false;
    }

    protected PageResult Refuse(string problem, int status = StatusCodes.Status400BadRequest)
    {
        (Problem, Response.StatusCode) = (problem, status);
        return Page();
    }

    protected PageResult NotThere()
    {
        Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
