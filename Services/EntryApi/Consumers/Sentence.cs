namespace EventDriven.EntryApi.Consumers;

/// <summary>What other services say, as long as the read model keeps it.</summary>
internal static class Sentence
{
    /// <summary>
    /// The sentence, cut where it would not fit. A carrier's or provider's words are as long as they like; to fail on
    /// them would keep the order's state from its client.
    /// </summary>
    public static string Cut(string sentence)
    {
        if (sentence.Length <= EntryApiDbContext.MaxSentenceLength)
            return sentence;

        // Not between the halves of a surrogate pair: half a character is none, and PostgreSQL takes no such text.
        var end = EntryApiDbContext.MaxSentenceLength - 1;
        return sentence[..(char.IsHighSurrogate(sentence[end - 1]) ? end - 1 : end)] + "…";
    }
}
