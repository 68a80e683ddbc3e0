namespace EventDriven.EntryApi.Security;

/// <summary>
/// <see cref="Orders" /> is the fallback, so an endpoint without a policy is closed; an open one has
/// <c>AllowAnonymous()</c>.
/// </summary>
public static class Policies
{
    /// <summary>Operators, and customers, who see only their own orders (<see cref="Caller.Sees" />).</summary>
    public const string Orders = "orders";

    public const string Operate = "operate";
}
