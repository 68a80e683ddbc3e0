namespace EventDriven.EntryApi.Changes;

/// <summary>The streams of a caller, by server-sent events and by gRPC.</summary>
public sealed class StreamLimit() : CallLimit(PerCaller)
{
    /// <summary>
    /// The most at once at one replica: a page for each of as many orders, and far from what would crowd out others.
    /// </summary>
    public const int PerCaller = 20;
}
