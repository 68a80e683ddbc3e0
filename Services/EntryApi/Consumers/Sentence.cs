namespace EventDriven.EntryApi.Consumers;

internal static class Sentence
{
    /// <summary>
    /// Cuts a text to the length of the column, because texts of carriers and payment providers have any length.
    /// </summary>
    public static string Cut(string sentence)
    {
        if (sentence.Length <= EntryApiDbContext.MaxSentenceLength)
            return sentence;

        // Not within a surrogate pair: PostgreSQL refuses half of one.
        var end = EntryApiDbContext.MaxSentenceLength - 1;
        return sentence[..(char.IsHighSurrogate(sentence[end - 1]) ? end - 1 : end)] + "…";
    }
}
