using System.Security.Claims;
using EventDriven.Operations.Security;
using EventDriven.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Pages.Console;

public sealed class SignInModel(IOptions<AuthenticationSettings> settings) : PageModel
{
    [BindProperty]
    public string? AccessToken { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Next { get; set; }

    public string? Refusal { get; private set; }

    public bool IsDevelopment => settings.Value.UsesDevelopmentKey;

    /// <summary>
    /// Whether a link of another site led here. The browser then withheld the SameSite=Strict cookie, so that this page
    /// sends a signed-in operator on.
    /// </summary>
    public bool CameFromElsewhere { get; private set; }

    public void OnGet() =>
        CameFromElsewhere = NextOfConsole is not null && Request.Headers["Sec-Fetch-Site"] == "cross-site";

    public Task<IActionResult> OnPostDevelopmentAsync() =>
        settings.Value.IssueDevelopmentToken("operator", Scopes.Operate) is { } token
            ? Enter(token)
            : Refuse("Tokens of the development key are not accepted here.");

    public Task<IActionResult> OnPostTokenAsync() =>
        string.IsNullOrWhiteSpace(AccessToken) ? Refuse("Paste an access token.") : Enter(AccessToken.Trim());

    public async Task<IActionResult> OnPostOutAsync()
    {
        await HttpContext.SignOutAsync(ConsoleSecurity.Cookie);
        return RedirectToPage();
    }

    /// <summary><see cref="Next" /> when it is a page of the console: no open redirects.</summary>
    public string? NextOfConsole =>
        Next is ['/', ..] next
        && Url.IsLocalUrl(next)
        && new PathString(next.Split('?', '#')[0]).StartsWithSegments(OperationsService.Path)
            ? next
            : null;

    private async Task<IActionResult> Enter(string token)
    {
        HttpContext.Request.Headers.Authorization = $"Bearer {token}";
        var result = await HttpContext.AuthenticateAsync(ConsoleSecurity.Token);
        if (result.Failure is IdentityProviderUnavailableException)
            return await Refuse("The identity provider's keys cannot be read at the moment. Try again.");
        if (result is not { Succeeded: true, Principal: { } user, Properties: { } properties })
            return await Refuse("The token is not valid here: it has expired, or has another issuer or audience.");
        if (user.FindFirst("sub") is not { Value.Length: <= OperatorAction.LongestOperator } subject)
            return await Refuse(
                "The token needs a claim sub, which is recorded with your actions, "
                    + $"of at most {OperatorAction.LongestOperator} characters."
            );
        if (!user.HasScope(Scopes.Operate))
            return await Refuse($"{subject.Value} may not operate: the token lacks the scope {Scopes.Operate}.");

        var identity = new ClaimsIdentity(
            [subject, new Claim("scope", Scopes.Operate)],
            ConsoleSecurity.Cookie,
            nameType: "sub",
            roleType: null
        );
        await HttpContext.SignInAsync(
            ConsoleSecurity.Cookie,
            new ClaimsPrincipal(identity),
            new AuthenticationProperties { ExpiresUtc = properties.ExpiresUtc }
        );
        return NextOfConsole is { } next ? LocalRedirect(next) : RedirectToPage("/Console/Index");
    }

    private Task<IActionResult> Refuse(string why)
    {
        Refusal = why;
        Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.FromResult<IActionResult>(Page());
    }
}
