using Microsoft.Extensions.Logging;

namespace EventDriven.Scheduling;

/// <summary>Logs once when background work begins to fail and once when it succeeds again.</summary>
internal sealed class Outage(ILogger logger, string work)
{
    private int _failures;

    /// <summary>
    /// Returns the delay before the next attempt: half a second, doubled each time, and at most five, because the
    /// deadlines of waiting messages run on.
    /// </summary>
    public TimeSpan Failed(Exception exception)
    {
        if (_failures++ == 0)
            logger.LogWarning(
                exception,
                "{Work} failed and is retried until it succeeds; further failures are not logged",
                work
            );

        return TimeSpan.FromSeconds(Math.Min(0.5 * Math.Pow(2, _failures - 1), 5));
    }

    public void Over()
    {
        if (_failures == 0)
            return;

        logger.LogInformation("{Work} succeeds again after {Failures} failures", work, _failures);
        _failures = 0;
    }
}
