using System.Diagnostics;
using EventDriven.Load.Driving;
using EventDriven.Load.Hosting;

namespace EventDriven.Load.Measuring;

/// <summary>Looks at a system now and then, for as long as this lives.</summary>
internal sealed class Sampler : IAsyncDisposable
{
    private readonly DrivenSystem _system;
    private readonly Journal _journal;
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _sampling;
    private readonly List<Sample> _samples = [];

    /// <param name="system">What to look at.</param>
    /// <param name="journal">The orders.</param>
    /// <param name="interval">How often; null for never.</param>
    public Sampler(DrivenSystem system, Journal journal, TimeSpan? interval)
    {
        (_system, _journal) = (system, journal);
        _sampling = interval is { } often ? Look(often, _stopping.Token) : Task.CompletedTask;
    }

    /// <summary>Stops looking.</summary>
    /// <returns>What was seen.</returns>
    public async Task<IReadOnlyList<Sample>> Stop()
    {
        await _stopping.CancelAsync();
        try
        {
            await _sampling;
        }
        catch (OperationCanceledException)
        {
            // Asked to stop, and it has.
        }

        return _samples;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _stopping.Dispose();
    }

    private async Task Look(TimeSpan interval, CancellationToken cancel)
    {
        var before = _system.Processes.ToDictionary(process => process.Name, process => process.Cpu());
        using var timer = new PeriodicTimer(interval);
        do
        {
            IReadOnlyDictionary<string, long> tables = new Dictionary<string, long>();
            long? queued = null;
            if (_system.Servers is { } servers)
            {
                tables = await new PostgresStatistics(servers).TableSizes(cancel);
                using var broker = new BrokerManagement(servers);
                queued = (await broker.Queues(cancel)).Values.Sum();
            }

            _samples.Add(
                new Sample(
                    Stopwatch.GetElapsedTime(_began),
                    _journal.EndedCount,
                    _journal.InFlight,
                    _system.Processes.ToDictionary(process => process.Name, process => process.Memory()),
                    _system.Processes.ToDictionary(
                        process => process.Name,
                        process => (process.Cpu() - before[process.Name]).TotalMilliseconds
                    ),
                    tables,
                    queued
                )
            );
        } while (await timer.WaitForNextTickAsync(cancel));
    }
}
