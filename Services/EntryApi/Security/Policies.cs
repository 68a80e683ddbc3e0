namespace EventDriven.EntryApi.Security;

/// <summary>
/// Who may call an endpoint, whichever protocol it speaks: <c>RequireAuthorization(Policies.Operate)</c>. One that
/// names no policy has <see cref="Orders" />, by the fallback policy, so that a forgotten endpoint is closed; an open
/// one says <c>AllowAnonymous()</c>.
/// </summary>
public static class Policies
{
    /// <summary>Customers, who then see what is theirs alone (<see cref="Caller.Sees" />), and operators.</summary>
    public const string Orders = "orders";

    /// <summary>Operators alone.</summary>
    public const string Operate = "operate";
}
