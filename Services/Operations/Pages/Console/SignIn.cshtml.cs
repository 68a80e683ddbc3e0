using System.Security.Claims;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Security;
using EventDriven.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Pages.Console;

/// <summary>Lets an operator in, by a token; in development also by one click.</summary>
public sealed class SignInModel(IOptions<AuthenticationSettings> settings) : PageModel
{
    /// <summary>The token that was typed in.</summary>
    [BindProperty]
    public string? AccessToken { get; set; }

    /// <summary>The page of the console to go to afterwards.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Next { get; set; }

    /// <summary>Why the last try was turned away; null when it was not.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Whether tokens of the development key are accepted.</summary>
    public bool IsDevelopment => settings.Value.UsesDevelopmentKey;

    /// <summary>
    /// Whether another site's link led here. The browser kept the cookie back then (SameSite=Strict), of somebody who
    /// has signed in too: sent on by this page, it shows it.
    /// </summary>
    public bool CameFromElsewhere { get; private set; }

    /// <summary>Shows the form.</summary>
    public void OnGet() =>
        CameFromElsewhere = NextOfConsole is not null && Request.Headers["Sec-Fetch-Site"] == "cross-site";

    /// <summary>Signs the development operator in.</summary>
    public Task<IActionResult> OnPostDevelopmentAsync() =>
        settings.Value.IssueDevelopmentToken("operator", Scopes.Operate) is { } token
            ? Enter(token)
            : Refuse("No token of the development key is accepted here.");

    /// <summary>Signs in whoever the token names.</summary>
    public Task<IActionResult> OnPostTokenAsync() =>
        string.IsNullOrWhiteSpace(AccessToken) ? Refuse("Paste an access token.") : Enter(AccessToken.Trim());

    /// <summary>Signs out.</summary>
    public async Task<IActionResult> OnPostOutAsync()
    {
        await HttpContext.SignOutAsync(ConsoleSecurity.Cookie);
        return RedirectToPage();
    }

    /// <summary>
    /// <see cref="Next" />, where that is a page of the console: whoever made the link does not choose where it ends.
    /// </summary>
    public string? NextOfConsole =>
        Next is ['/', ..] next
        && Url.IsLocalUrl(next)
        && new PathString(next.Split('?', '#')[0]).StartsWithSegments(
            OperationsService.Path,
            StringComparison.OrdinalIgnoreCase
        )
            ? next
            : null;

    private async Task<IActionResult> Enter(string token)
    {
        HttpContext.Request.Headers.Authorization = $"Bearer {token}";
        var result = await HttpContext.AuthenticateAsync(ConsoleSecurity.Token);
        if (result.Failure is IdentityProviderUnavailableException)
            return await Refuse("The identity provider cannot be asked for its keys at the moment. Try again.");
        if (result is not { Succeeded: true, Principal: { } user, Properties: { } properties })
            return await Refuse(
                "The token is not valid here: it has expired, or is of another issuer or for another audience."
            );
        if (user.FindFirst("sub") is not { Value.Length: <= OperatorAction.LongestOperator } subject)
            return await Refuse(
                $"The token does not say who you are in at most {OperatorAction.LongestOperator} characters: its claim sub, which is kept with what you do."
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
