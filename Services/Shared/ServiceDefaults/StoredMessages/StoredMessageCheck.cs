using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace EventDriven.ServiceDefaults.StoredMessages;

/// <summary>
/// Degraded when messages are set aside or have waited for long. Never unhealthy: the process serves, and taking it out
/// of service would send nothing.
/// </summary>
internal sealed class StoredMessageCheck(StoredMessageMonitor monitor, IOptions<StoredMessageOptions> options)
    : IHealthCheck
{
    /// <summary>The check's name, and the tag of a check whose description is for everyone to see.</summary>
    public const string Name = "stored-messages";

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        string[] troubles =
        [
            .. from report in monitor.Reports
            from count in report.Counts
            from trouble in Troubles(report.Database, count)
            select trouble,
        ];
        return Task.FromResult(
            troubles.Length == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(' ', troubles))
        );
    }

    private IEnumerable<string> Troubles(string database, StoredMessageCount count)
    {
        var kind = count.Kind.ToString().ToLowerInvariant();
        if (count.SetAside > 0)
        {
            yield return $"{database}: {Number(count.SetAside)} {kind} messages are set aside. "
                + $"This service's command {StoredMessageCommands.List} shows the reasons; "
                + $"its command {StoredMessageCommands.PutBack} has the messages tried again.";
        }

        if (monitor.Age(count) is { } age && age > options.Value.AgedAfter)
        {
            yield return $"{database}: {Number(count.Waiting)} {kind} messages wait, "
                + $"the oldest for {age:d\\.hh\\:mm\\:ss}. "
                + "Check that the broker is reachable and accepts messages; the log shows what it refuses.";
        }
    }

    private static string Number(int count) => count >= StoredMessageCount.Most ? $"{count} or more" : $"{count}";
}
