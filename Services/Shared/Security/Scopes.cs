using System.Security.Claims;

namespace EventDriven.Security;

/// <summary>The values of a token's <c>scope</c> claim (RFC 8693, section 4.2).</summary>
public static class Scopes
{
    /// <summary>For customers: place orders, see and cancel their own.</summary>
    public const string Orders = "orders";

    /// <summary>For operators: every customer's orders, payment reviews and the stock.</summary>
    public const string Operate = "orders.operate";

    /// <summary>The claim may be a list separated by spaces or an array.</summary>
    public static bool HasScope(this ClaimsPrincipal user, string scope) =>
        user.FindAll("scope").Any(claim => claim.Value.Split(' ').Contains(scope, StringComparer.Ordinal));
}
