namespace EventDriven.EntryApi.Consumers;

/// <summary>What other services say, as long as the read model keeps it.</summary>
internal static class Sentence
{
    /// <summary>
    /// The sentence, cut where it would not fit. A carrier's or provider's words are as long as they like; to fail on them would
    /// keep the order's state from its client.
    /// </summary>
    public static string Cut(string sentence) =>
        sentence.Length <= EntryApiDbContext.MaxSentenceLength ? sentence : sentence[..(EntryApiDbContext.MaxSentenceLength - 1)] + "…";
}
