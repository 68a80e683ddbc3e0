using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>
/// Degraded if messages are set aside or have waited for long. Never unhealthy, because taking the process out of
/// service would send nothing.
/// </summary>
internal sealed class StoredMessageCheck(StoredMessageMonitor monitor, IOptions<StoredMessageOptions> options)
    : IHealthCheck
{
    public const string Name = "stored-messages";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        string[] troubles = [.. monitor.Counts.SelectMany(Troubles)];
        return Task.FromResult(
            troubles.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(' ', troubles))
        );
    }

    private IEnumerable<string> Troubles(StoredMessageCount count)
    {
        if (count.SetAside > 0)
        {
            yield return $"{count.Database}: {Number(count.SetAside)} {count.Kind} messages are set aside. "
                + $"This service's command {StoredMessageCommands.List} shows the reasons; "
                + $"its command {StoredMessageCommands.Retry} has the messages tried again.";
        }

        if (monitor.Age(count) is { } age && age > options.Value.AgedAfter)
        {
            yield return $"{count.Database}: {Number(count.Waiting)} {count.Kind} messages wait, "
                + $"the oldest for {age:d\\.hh\\:mm\\:ss}. "
                + "Check that the broker is reachable and accepts messages; the log shows what it refuses.";
        }
    }

    private static string Number(int count) => count >= StoredMessageCount.Most ? $"{count} or more" : $"{count}";
}
