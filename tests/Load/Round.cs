using System.Diagnostics;
using EventDriven.Load.Auditing;
using EventDriven.Load.Driving;
using EventDriven.Load.Hosting;
using EventDriven.Load.Measuring;
using EventDriven.Load.Reporting;

namespace EventDriven.Load;

/// <summary>One system driven once: warmed up if it is the first round, measured, audited.</summary>
internal sealed class Round(DrivenSystem system, LoadSettings settings, int number)
{
    private static readonly TimeSpan QuietWithin = TimeSpan.FromSeconds(30);

    /// <summary>How ends were seen, once it has run.</summary>
    public string Method { get; private set; } = "";

    /// <summary>Drives, measures and audits.</summary>
    public async Task<RoundResult> Run(CancellationToken cancel)
    {
        using var orders = new OrderClient(system.Addresses, $"load-{Guid.NewGuid():n}", system.Token);
        await using var endings = await system.Listen(orders, cancel);
        Method = endings.Method;
        var audit = await BeginAudit(orders.Customer, cancel);

        var warmUp = new Journal();
        if (number == 1 && settings.WarmUp > 0)
        {
            var warm = new Pace(settings.WarmUp, null, null, settings.InFlight);
            await Drive(
                $"{system.Name}, warming up",
                new Driver(orders, endings, settings.Mix, warmUp),
                warmUp,
                warm,
                cancel
            );
        }

        if (number == 1 && settings.History > 0 && system is { HasBooks: true, Servers: { } filled })
        {
            await UntilQuiet(cancel);
            await PastOrders.Add(
                filled,
                settings.History,
                like: warmUp.Accepted.First(order => order.EndState == "Completed").Id,
                cancel
            );
        }

        if (system.Servers is { } servers && !settings.Cold)
        {
            if (number == 1)
                await new PostgresStatistics(servers).Analyze(cancel);
            // What a session has counted is known once it has been idle.
            await Task.Delay(Counters.SettleTime, cancel);
        }

        var memory = Each(process => process.Memory());
        var counted = await Counters.Read(Counting, cancel);
        var mostBefore = await MostExecuted(cancel);
        var journal = new Journal();
        await using var sampler = new Sampler(system, journal, settings.Sample);

        // In a cold round, all above was done while the services started.
        await system.WaitUntilReady(cancel);
        var toReady = Stopwatch.GetElapsedTime(system.Began);
        var cpu = Each(process => process.Cpu());
        var began = Stopwatch.GetTimestamp();
        var pace = new Pace(settings.Orders, settings.Duration, settings.Rate, settings.InFlight);
        var allEnded = await Drive(
            $"{system.Name}, round {number}",
            new Driver(orders, endings, settings.Mix, journal),
            journal,
            pace,
            cancel
        );
        var lastEnd = journal.Accepted.Max(order => (long?)order.Ended) ?? Stopwatch.GetTimestamp();
        await UntilQuiet(cancel);
        var spent = Each(process => process.Cpu());
        var samples = await sampler.Stop();
        var memoryAfter = Each(process => process.Memory());
        if (Counting is not null)
            await Task.Delay(Counters.SettleTime, cancel);
        var countedAfter = await Counters.Read(Counting, cancel);
        var mostAfter = await MostExecuted(cancel);

        var wrong = new List<string>();
        if (!allEnded)
            wrong.Add($"{journal.InFlight} orders had not ended after a minute and a half without any end");
        foreach (var seen in new[] { warmUp, journal })
        {
            wrong.AddRange(seen.Contradictions);
            wrong.AddRange(seen.Errors.Select(error => $"a request failed: {error}"));
        }

        foreach (
            var order in journal.Accepted.Where(order => !system.HasBooks && !order.Kind.Ends.Contains(order.EndState))
        )
            wrong.Add($"order {order.Id}, {order.Kind.Name}, was told to have ended in {order.EndState ?? "nothing"}");
        string? audited = null;
        if (audit is not null)
        {
            var (found, compared) = await audit.Run([.. warmUp.Accepted, .. journal.Accepted], cancel);
            wrong.AddRange(found);
            audited = compared;
        }

        var ended = journal.Accepted.Where(order => order.EndState is not null).ToList();
        return new RoundResult
        {
            System = system.Name,
            Round = number,
            Orders = ended.Count,
            ToReady = settings.Cold ? toReady : null,
            Elapsed = Stopwatch.GetElapsedTime(began, lastEnd),
            Ends = journal.Ends.OrderByDescending(end => end.Value).ToDictionary(),
            RepeatedEnds = journal.RepeatedEnds,
            ToAccept = new Distribution(journal.Accepted.Select(order => order.TimeToAccept)),
            ToEnd = new Distribution(ended.Select(order => order.TimeToEnd)),
            FromDueToEnd = new Distribution(ended.Select(order => order.TimeToAccept + order.TimeToEnd)),
            Cpu = spent.ToDictionary(process => process.Key, process => process.Value - cpu[process.Key]),
            Memory = memory.ToDictionary(process => process.Key, process => (process.Value, memoryAfter[process.Key])),
            Messages = countedAfter.Messages - counted.Messages,
            Statements = Difference(counted.Statements, countedAfter.Statements),
            Commits = Difference(counted.Commits, countedAfter.Commits),
            WalBytes = countedAfter.WalBytes - counted.WalBytes,
            MostExecuted = Difference(mostBefore, mostAfter),
            Samples = samples,
            Audited = audited,
            Wrong = wrong,
        };
    }

    // A process that ends while it is driven ends the round: nothing more can come of it.
    private async Task<bool> Drive(string title, Driver driver, Journal journal, Pace pace, CancellationToken cancel)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var work = driver.Run(pace, stopping.Token);
        var shown = LiveProgress.Show(title, journal, work);
        try
        {
            while (await Task.WhenAny(work, Task.Delay(TimeSpan.FromSeconds(1), cancel)) != work)
            {
                foreach (var process in system.Started)
                    process.MustRun();
            }

            return await shown;
        }
        catch
        {
            await stopping.CancelAsync();
            // What went wrong is told already.
            await shown.ContinueWith(
                _ => { },
                CancellationToken.None,
                TaskContinuationOptions.None,
                TaskScheduler.Default
            );
            throw;
        }
    }

    private async Task<OrderAudit?> BeginAudit(string customer, CancellationToken cancel)
    {
        if (!system.HasBooks)
            return null;
        if (system.Servers is { } servers)
            await StockLevels.TopUp(servers, cancel);
        return new OrderAudit(system, customer, await StockLevels.Read(new Books(system), cancel));
    }

    // Ends are seen before read models and mails have followed, and these are part of an order's cost.
    private async Task UntilQuiet(CancellationToken cancel)
    {
        if (system.Servers is not { } servers)
            return;

        await using var queues = await QueueDepths.Connect(servers, cancel);
        var began = Stopwatch.GetTimestamp();
        while (await queues.Waiting(cancel) > 0 && Stopwatch.GetElapsedTime(began) < QuietWithin)
            await Task.Delay(100, cancel);
    }

    private Dictionary<string, T> Each<T>(Func<MeasuredProcess, T> look) =>
        system.Processes.ToDictionary(process => process.Name, look);

    private async Task<IReadOnlyList<StatementCount>> MostExecuted(CancellationToken cancel) =>
        Counting is { } servers ? await new PostgresStatistics(servers).MostExecuted(cancel) : [];

    // A cold round does not wait until the servers' counters are up to date.
    private ServerAddresses? Counting => settings.Cold ? null : system.Servers;

    private static Dictionary<string, long>? Difference(
        IReadOnlyDictionary<string, long>? before,
        IReadOnlyDictionary<string, long>? after
    ) => after?.ToDictionary(one => one.Key, one => one.Value - before!.GetValueOrDefault(one.Key));

    private static List<StatementCount> Difference(
        IReadOnlyList<StatementCount> before,
        IReadOnlyList<StatementCount> after
    )
    {
        var then = before.ToLookup(one => (one.Database, one.Text));
        return
        [
            .. after
                .Select(now =>
                    now with
                    {
                        Calls = now.Calls - then[(now.Database, now.Text)].Sum(one => one.Calls),
                        TotalMilliseconds =
                            now.TotalMilliseconds - then[(now.Database, now.Text)].Sum(one => one.TotalMilliseconds),
                    }
                )
                .Where(now => now.Calls > 0)
                .OrderByDescending(now => now.Calls),
        ];
    }
}
