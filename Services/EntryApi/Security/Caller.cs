using EventDriven.EntryApi.Domain;
using EventDriven.Security;
using Microsoft.AspNetCore.Authentication;

namespace EventDriven.EntryApi.Security;

/// <summary>
/// Who asks, as its token says. A parameter of this type in an endpoint's handler is filled from the request.
/// </summary>
/// <param name="Id">The token's <c>sub</c>: for a customer its customer id.</param>
/// <param name="IsOperator">Whether the token has the scope <see cref="Scopes.Operate" />.</param>
/// <param name="Until">When its token is no longer accepted: what lasts longer than a request ends then.</param>
public sealed record Caller(string Id, bool IsOperator, DateTimeOffset Until)
{
    /// <summary>The caller that a token has named.</summary>
    /// <exception cref="InvalidOperationException">
    /// Nobody is authenticated: the endpoint is open, and must not ask who calls.
    /// </exception>
    public static Caller Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return
            http.User.FindFirst("sub") is { } id
            && http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.ExpiresUtc
                is { } expires
            ? new Caller(id.Value, http.User.HasScope(Scopes.Operate), TokenAuthentication.AcceptedUntil(expires))
            : throw new InvalidOperationException(
                "An endpoint that asks for its caller must not allow anonymous ones."
            );
    }

    /// <summary>Fills the parameter of a handler.</summary>
    public static ValueTask<Caller> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context));

    /// <summary>Whether this caller may place orders for a customer: a customer for itself alone.</summary>
    public bool MayOrderFor(string? customerId) => IsOperator || customerId == Id;

    /// <summary>
    /// Those of the orders that this caller may see. Part of the query, so that another's order is not found just as
    /// one that does not exist is not: by the same statement, in the same time, with the same answer.
    /// </summary>
    public IQueryable<Order> Sees(IQueryable<Order> orders) =>
        IsOperator ? orders : orders.Where(order => order.CustomerId == Id);
}
