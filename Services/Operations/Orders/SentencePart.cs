namespace EventDriven.Operations.Orders;

/// <summary>A part of a sentence. An age counts from <c>Since</c>, a countdown to <c>Due</c>.</summary>
public sealed record SentencePart(string Text, DateTimeOffset? Since = null, DateTimeOffset? Due = null)
{
    public static implicit operator SentencePart(string text) => FromString(text);

    public static SentencePart FromString(string text) => new(text);

    public static SentencePart Age(DateTimeOffset since, DateTimeOffset now) =>
        new(Wording.Age(now - since), Since: since);

    public static SentencePart Until(DateTimeOffset due, DateTimeOffset now) => new(Wording.Until(due, now), Due: due);
}
