using System.Runtime.CompilerServices;
using Xunit;

namespace EventDriven.TestServers;

/// <summary>
/// Polls for an outcome that lasts once it is there, such as a stored row or a state of an order, for a bounded time.
/// </summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until a condition holds.</summary>
    /// <exception cref="TimeoutException">It did not hold within a minute.</exception>
    public static Task Holds(
        Func<bool> condition,
        [CallerArgumentExpression(nameof(condition))] string expectation = "",
        Func<string>? log = null
    ) => Holds(() => Task.FromResult(condition()), expectation, log);

    /// <summary>Waits until a condition holds.</summary>
    /// <param name="condition">What must come true.</param>
    /// <param name="expectation">Names the condition in the failure message.</param>
    /// <param name="log">Adds what was logged to the failure message.</param>
    /// <exception cref="TimeoutException">It did not hold within a minute.</exception>
    public static async Task Holds(
        Func<Task<bool>> condition,
        [CallerArgumentExpression(nameof(condition))] string expectation = "",
        Func<string>? log = null
    )
    {
        if (!await See(condition, holds => holds, Limit, TestContext.Current.CancellationToken))
            throw new TimeoutException($"Expected within {Limit.TotalSeconds} s: {expectation}\n{log?.Invoke()}");
    }

    /// <summary>Looks again and again until the value satisfies the test or the time is up.</summary>
    /// <returns>The last value: the caller asserts on it, so that a failure shows it.</returns>
    public static async Task<T> See<T>(
        Func<Task<T>> look,
        Func<T, bool> satisfies,
        TimeSpan within,
        CancellationToken cancel
    )
    {
        var began = TimeProvider.System.GetTimestamp();
        var pause = TimeSpan.FromMilliseconds(10);
        while (true)
        {
            var seen = await look();
            if (satisfies(seen) || TimeProvider.System.GetElapsedTime(began) > within)
                return seen;
            await Task.Delay(pause, cancel);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
