using EventDriven.Security;
using Microsoft.AspNetCore.Authentication;

namespace EventDriven.EntryApi.Security;

/// <summary>Read from the token, also as a parameter of endpoints.</summary>
/// <param name="Id">The token's <c>sub</c>: for a customer its customer id.</param>
/// <param name="Until">When the token is no longer accepted: streams end then.</param>
public sealed record Caller(string Id, bool IsOperator, DateTimeOffset Until)
{
    public static Caller Of(HttpContext http) =>
        http.User.FindFirst("sub") is { } id
        && http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc is { } expires
            ? new Caller(id.Value, http.User.HasScope(Scopes.Operate), TokenAuthentication.AcceptedUntil(expires))
            : throw new InvalidOperationException(
                "An endpoint that asks for its caller must not allow anonymous ones."
            );

    public static ValueTask<Caller> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context));

    public bool MayOrderFor(string? customerId) => IsOperator || customerId == Id;

    /// <summary>
    /// Part of the query, so that another customer's order cannot be told from one that does not exist, not even by the
    /// time of the answer.
    /// </summary>
    public IQueryable<Order> Sees(IQueryable<Order> orders) =>
        IsOperator ? orders : orders.Where(order => order.CustomerId == Id);
}
