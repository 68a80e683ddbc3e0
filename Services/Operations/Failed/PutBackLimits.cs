namespace EventDriven.Operations.Failed;

/// <summary>How much is put back; section <c>FailedMessages</c>.</summary>
public sealed class PutBackLimits
{
    /// <summary>The section's name.</summary>
    public const string Section = "FailedMessages";

    /// <summary>The most messages that one action puts back or discards.</summary>
    public const int AtOnce = 1000;

    /// <summary>
    /// The most bytes that one action puts back: all are in memory at once, and one message, whatever its size, always
    /// is.
    /// </summary>
    public const int BytesAtOnce = 16 * 1024 * 1024;

    /// <summary>
    /// How often in a row a message may be put back as it was. One that has failed again each time will not be healed
    /// by once more: it would only go round, and whatever it brings about before it fails, with it.
    /// </summary>
    public int MaxPutBacks { get; set; } = 5;
}
