namespace EventDriven.EntryApi.Security;

/// <summary>
/// Who may call an endpoint. <see cref="Orders" /> is the fallback, so that an endpoint without a policy is closed; an
/// open one has <c>AllowAnonymous()</c>.
/// </summary>
public static class Policies
{
    /// <summary>Operators, and customers, who see only their own orders (<see cref="Caller.Sees" />).</summary>
    public const string Orders = "orders";

    public const string Operate = "operate";
}
