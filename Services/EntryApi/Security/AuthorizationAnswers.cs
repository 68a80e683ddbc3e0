using EventDriven.EntryApi.Endpoints.Problems;
using EventDriven.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.IdentityModel.Tokens;

namespace EventDriven.EntryApi.Security;

/// <summary>
/// Answers 401 and 403 with the challenge of RFC 6750, section 3, and a problem that never shows the token's content.
/// </summary>
internal sealed class AuthorizationAnswers(ILogger<AuthorizationAnswers> logger) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _others = new();

    public async Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        // Endpoints with a scheme of their own are another service's in this process.
        if (authorizeResult.Succeeded || policy.AuthenticationSchemes.Count > 0)
            await _others.HandleAsync(next, context, policy, authorizeResult);
        else if (authorizeResult.Challenged)
            await Challenge(context);
        else
            await Forbid(
                context,
                authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<ScopeRequirement>().FirstOrDefault()
            );
    }

    private async Task Challenge(HttpContext context)
    {
        var failure = (await context.AuthenticateAsync()).Failure;
        if (failure is IdentityProviderUnavailableException)
        {
            logger.LogWarning(
                failure.InnerException,
                "The identity provider's keys cannot be had: requests with tokens are turned away"
            );
            await Problem.Answer(context, Error.Unavailable("Tokens cannot be checked at the moment."));
            return;
        }

        var why = failure is null ? null : Say(failure);
        context.Response.Headers.WWWAuthenticate = why is null
            ? "Bearer"
            : $"Bearer error=\"invalid_token\", error_description=\"{why}\"";
        await Problem.Answer(
            context,
            new Error(
                ErrorKind.Unauthenticated,
                $"{why ?? "A token is needed."} Send the header Authorization: Bearer TOKEN with a valid one."
            )
        );
    }

    private static async Task Forbid(HttpContext context, ScopeRequirement? lacking)
    {
        var scopes = lacking?.AnyOf ?? [];
        context.Response.Headers.WWWAuthenticate =
            $"Bearer error=\"insufficient_scope\", scope=\"{string.Join(' ', scopes)}\"";
        await Problem.Answer(
            context,
            new Error(ErrorKind.Forbidden, $"The token must have the scope {string.Join(" or ", scopes)}.")
        );
    }

    private static string Say(Exception failure) =>
        failure switch
        {
            SecurityTokenExpiredException => "The token has expired.",
            SecurityTokenNotYetValidException => "The token is not valid yet.",
            SecurityTokenNoExpirationException => "The token says no time when it expires.",
            SecurityTokenInvalidIssuerException => "The token is of another issuer.",
            SecurityTokenInvalidAudienceException => "The token is for another audience.",
            SecurityTokenInvalidSignatureException
            or SecurityTokenInvalidAlgorithmException
            or SecurityTokenInvalidSigningKeyException => "The token is not signed as it must be.",
            _ => "The token is not valid.",
        };
}
