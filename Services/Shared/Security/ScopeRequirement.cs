using Microsoft.AspNetCore.Authorization;

namespace EventDriven.Security;

/// <summary>Requires at least one of these scopes.</summary>
public sealed class ScopeRequirement(params string[] anyOf)
    : AuthorizationHandler<ScopeRequirement>,
        IAuthorizationRequirement
{
    /// <summary>The scopes.</summary>
    public IReadOnlyList<string> AnyOf => anyOf;

    /// <inheritdoc />
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, ScopeRequirement requirement)
    {
        if (requirement.AnyOf.Any(context.User.HasScope))
            context.Succeed(requirement);
        return Task.CompletedTask;
    }
}
