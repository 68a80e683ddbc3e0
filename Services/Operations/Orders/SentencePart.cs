namespace EventDriven.Operations.Orders;

/// <summary>Some words of a sentence.</summary>
/// <param name="Text">The words.</param>
/// <param name="Since">When what they count the age of began; null when they count none.</param>
/// <param name="Due">When what they count down to is due; null when they count down to nothing.</param>
public sealed record SentencePart(string Text, DateTimeOffset? Since = null, DateTimeOffset? Due = null)
{
    /// <summary>Words that say no time.</summary>
    public static implicit operator SentencePart(string text) => FromString(text);

    /// <summary>Words that say no time.</summary>
    public static SentencePart FromString(string text) => new(text);

    /// <summary>How long ago something began.</summary>
    public static SentencePart Age(DateTimeOffset since, DateTimeOffset now) =>
        new(Wording.Age(now - since), Since: since);

    /// <summary>How long it is until something is due.</summary>
    public static SentencePart Until(DateTimeOffset due, DateTimeOffset now) => new(Wording.Until(due, now), Due: due);
}
