namespace EventDriven.Operations.Failed;

public sealed class PutBackLimits
{
    public const int AtOnce = 1000;

    /// <summary>The size of one bulk retry, which is in memory; a single message may be larger.</summary>
    public const int BytesAtOnce = 16 * 1024 * 1024;

    /// <summary>
    /// How often in a row a message may be retried unchanged. More retries of a message that always fails would only
    /// repeat its side effects.
    /// </summary>
    public int MaxPutBacks { get; set; } = 5;
}
