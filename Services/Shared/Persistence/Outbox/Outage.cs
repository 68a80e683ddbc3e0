using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Logs once when background work begins to fail and once when it succeeds again, and computes the delay between
/// attempts.
/// </summary>
internal sealed class Outage(ILogger logger, string work)
{
    // Short, because the deadlines of waiting messages run on.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private int _failures;

    /// <summary>
    /// Returns the delay before the next attempt: half a second, doubled each time, at most five seconds.
    /// </summary>
    public TimeSpan Failed(Exception exception)
    {
        if (_failures++ == 0)
            logger.LogWarning(
                exception,
                "{Work} failed and is retried until it succeeds; further failures are not logged",
                work
            );

        return TimeSpan.FromSeconds(Math.Min(0.5 * Math.Pow(2, Math.Min(_failures - 1, 10)), Longest.TotalSeconds));
    }

    public void Over()
    {
        if (_failures == 0)
            return;

        logger.LogInformation("{Work} succeeds again after {Failures} failures", work, _failures);
        _failures = 0;
    }
}
