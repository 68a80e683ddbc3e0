namespace EventDriven.TestServers.Hosting;

/// <summary>
/// Looks at an outcome until it is there: what processes do takes its time, and nothing tells a test when it is done.
/// </summary>
internal static class Eventually
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks again and again until what is seen satisfies, or the time is up.</summary>
    /// <returns>What was seen last: the caller asserts on it, so that a failure says what it was.</returns>
    public static async Task<T> See<T>(
        Func<Task<T>> look,
        Func<T, bool> satisfies,
        TimeSpan within,
        CancellationToken cancel
    )
    {
        using var timer = new PeriodicTimer(LookEvery);
        var until = DateTimeOffset.UtcNow + within;
        while (true)
        {
            var seen = await look();
            if (satisfies(seen) || DateTimeOffset.UtcNow > until)
                return seen;
            await timer.WaitForNextTickAsync(cancel);
        }
    }
}
