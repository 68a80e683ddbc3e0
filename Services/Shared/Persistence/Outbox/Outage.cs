using Microsoft.Extensions.Logging;

namespace MassTransit.EntityFrameworkCoreIntegration.Outbox;

/// <summary>
/// Tells the log when something that background work needs goes away and when it is back, once each, and how long to
/// wait meanwhile.
/// </summary>
internal sealed class Outage(ILogger logger, string work)
{
    // What rests meanwhile has deadlines that run on when all is back: it is taken up again soon after.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private int _failures;

    /// <summary>
    /// The work failed; the answer is the time to wait before the next try, from half a second, doubling, to five.
    /// </summary>
    public TimeSpan Failed(Exception exception)
    {
        if (_failures++ == 0)
            logger.LogWarning(
                exception,
                "{Work} failed and is tried again until it succeeds; further failures are not logged",
                work
            );

        return TimeSpan.FromSeconds(Math.Min(0.5 * Math.Pow(2, Math.Min(_failures - 1, 10)), Longest.TotalSeconds));
    }

    /// <summary>The work succeeded.</summary>
    public void Over()
    {
        if (_failures == 0)
            return;

        logger.LogInformation("{Work} succeeds again after {Failures} failures", work, _failures);
        _failures = 0;
    }
}
