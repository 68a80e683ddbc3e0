using System.Collections.Concurrent;
using EventDriven.Contracts.Operations;
using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The queues of this process whose messages wait for a database or the broker: since when, and why. A process that has
/// one is degraded.
/// </summary>
internal sealed class WaitingQueues(TimeProvider time) : IHealthCheck
{
    public const string Name = "queues";

    // Longer than the longest delay between two attempts, and the attempt.
    private static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, Wait> _waits = new();

    public IReadOnlyList<QueueWait> Waits
    {
        get
        {
            var now = time.GetUtcNow();
            return
            [
                .. _waits
                    .Where(wait => now - wait.Value.LastFailed < Forgotten)
                    .OrderBy(wait => wait.Key, StringComparer.Ordinal)
                    .Select(wait => new QueueWait
                    {
                        Queue = wait.Key,
                        Since = wait.Value.Since,
                        Reason = wait.Value.Reason,
                    }),
            ];
        }
    }

    /// <summary>Observes the retries of a queue whose failures have <see cref="ErrorClass.Connection" />.</summary>
    public IRetryObserver Observe(string queue) => new Observer(this, queue);

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var waits = Waits
            .Select(wait => $"{wait.Queue} waits since {wait.Since:HH:mm:ss} UTC: {wait.Reason}.")
            .ToList();
        return Task.FromResult(
            waits.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded(string.Join(' ', waits))
        );
    }

    private void Failed(string queue, Exception exception)
    {
        var now = time.GetUtcNow();
        var reason = TransientErrors.ReasonOf(exception);
        _waits.AddOrUpdate(
            queue,
            _ => new Wait(now, now, reason),
            (_, wait) => new Wait(now - wait.LastFailed < Forgotten ? wait.Since : now, now, reason)
        );
    }

    private sealed record Wait(DateTimeOffset Since, DateTimeOffset LastFailed, string Reason);

    private sealed class Observer(WaitingQueues waiting, string queue) : FailureObserver
    {
        protected override void Failed<T>(RetryContext<T> context) => waiting.Failed(queue, context.Exception);

        protected override void Succeeded() => waiting._waits.TryRemove(queue, out _);
    }
}
