namespace EventDriven.Soak.Faults;

/// <summary>Which faults come in a run, and in which order.</summary>
internal static class FaultPlan
{
    /// <summary>Each fault twice; when the time is short, each once, or one of each kind, or fewer.</summary>
    /// <exception cref="InvalidOperationException">No fault has one of the words.</exception>
    public static IReadOnlyList<Fault> Draw(IEnumerable<Fault> every, SoakSettings settings)
    {
        var all = every
            .Where(fault => settings.Only is [] || settings.Only.Any(word => fault.Name.Contains(word)))
            .ToList();
        if (all is [])
            throw new InvalidOperationException(
                $"No fault has one of these words: {string.Join(", ", settings.Only)}."
            );

#pragma warning disable CA5394 // Nothing here is a secret.
        var random = new Random(settings.Seed);
        Fault[] Shuffled() => [.. all.OrderBy(_ => random.Next())];
#pragma warning restore CA5394
        // The time for a fault and the recovery from it.
        var slots = (int)((settings.Duration - settings.WarmUp) / TimeSpan.FromSeconds(settings.Cluster ? 72 : 50));
        if (slots >= 2 * all.Count)
            return [.. Shuffled(), .. Shuffled()];
        return slots >= all.Count
            ? Shuffled()
            : [.. Shuffled().DistinctBy(fault => fault.Kind).Take(Math.Max(slots, 1))];
    }
}
