namespace EventDriven.EntryApi.Changes;

/// <summary>
/// The requests of a caller that wait for a change. One too many is answered at once, as if it had not asked to wait.
/// </summary>
public sealed class WaitLimit() : CallLimit(PerCaller)
{
    /// <summary>
    /// The most at once at one replica: without a bound, one caller's waits could take every connection.
    /// </summary>
    public const int PerCaller = 50;
}
