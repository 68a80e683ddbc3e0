using System.Security.Claims;

namespace EventDriven.Security;

/// <summary>
/// What a token may allow: the values of its <c>scope</c> claim (RFC 8693, section 4.2) that mean something here.
/// </summary>
public static class Scopes
{
    /// <summary>A customer's: to place orders, and to see and cancel its own.</summary>
    public const string Orders = "orders";

    /// <summary>An operator's: every customer's orders, the review of payments, and the stock.</summary>
    public const string Operate = "orders.operate";

    /// <summary>
    /// Whether the token that the user came with has a scope, in a list separated by spaces or in an array.
    /// </summary>
    public static bool HasScope(this ClaimsPrincipal user, string scope)
    {
        ArgumentNullException.ThrowIfNull(user);
        return user.FindAll("scope").Any(claim => claim.Value.Split(' ').Contains(scope, StringComparer.Ordinal));
    }
}
