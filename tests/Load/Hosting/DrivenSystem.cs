using System.Diagnostics;
using EventDriven.Load.Driving;
using EventDriven.Load.Measuring;

namespace EventDriven.Load.Hosting;

/// <summary>A system that is up and can be driven: where to knock, what to measure, what to audit.</summary>
internal sealed class DrivenSystem : IAsyncDisposable
{
    /// <summary>What the report calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Where orders are placed: the entry API's replicas.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>An operator's token that it accepts.</summary>
    public required string Token { get; init; }

    /// <summary>The processes whose CPU time and memory count, servers included.</summary>
    public required IReadOnlyList<MeasuredProcess> Processes { get; init; }

    /// <summary>Broker and databases; null when it does without.</summary>
    public ServerAddresses? Servers { get; init; }

    /// <summary>Whether it keeps the books that the audit reads.</summary>
    public bool HasBooks { get; init; } = true;

    /// <summary>Where its SQLite files are; null when it has none.</summary>
    public string? SqliteFolder { get; init; }

    /// <summary>Where each process that sends mail puts it.</summary>
    public IReadOnlyList<string> MailFolders { get; init; } = [];

    /// <summary>The processes that were started for this run.</summary>
    public IReadOnlyList<ServiceProcess> Started { get; init; } = [];

    /// <summary>When the first of the started processes was started, in ticks of <see cref="Stopwatch" />.</summary>
    public long Began { get; init; }

    /// <summary>Waits until all started processes are ready.</summary>
    public async Task WaitUntilReady(CancellationToken cancel)
    {
        foreach (var process in Started)
            await process.WaitUntilReady(cancel);
    }

    /// <summary>Listens for the ends of orders.</summary>
    public async Task<IEndings> Listen(OrderClient orders, CancellationToken cancel) =>
        Servers is { } servers ? await BrokerEndings.ListenAsync(servers, cancel) : new PolledEndings(orders);

    /// <summary>Ends what was started for this run.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in Started)
            await process.DisposeAsync();
    }
}
