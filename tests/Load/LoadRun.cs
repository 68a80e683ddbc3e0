using EventDriven.Load.Floors;
using EventDriven.Load.Hosting;
using EventDriven.Load.Measuring;
using EventDriven.Load.Reporting;
using Spectre.Console;

namespace EventDriven.Load;

/// <summary>A call of the load program, from the first process that is started to the report.</summary>
internal static class LoadRun
{
    /// <summary>Drives, measures, audits, reports; stops what it has started, however it ends.</summary>
    /// <returns>0; 1 when something is wrong; 130 when it was interrupted.</returns>
    public static async Task<int> Run(LoadSettings settings, CancellationToken cancel)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 160;
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }

        try
        {
            return await (
                settings.On switch
                {
                    Platform.Distributed => Distributed(settings, cancel),
                    Platform.Embedded => Embedded(settings, cancel),
                    _ => Running(settings, cancel),
                }
            );
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted; what was started is stopped.");
            return 130;
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or IOException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }

    // Each system has servers of its own and stays up until the end: it is driven warm, in turn with the others.
    private static async Task<int> Distributed(LoadSettings settings, CancellationToken cancel)
    {
        await using var sink = await TelemetrySink.StartAsync(cancel);
        List<Func<LocalServers, Task<DrivenSystem>>> starts =
        [
            servers => SystemStarter.Distributed(servers, settings, SystemStarter.Ours, cancel),
        ];
        foreach (var ratio in settings.Telemetry)
        {
            var exporting = settings with
            {
                Set = new Dictionary<string, string>([.. settings.Set, .. sink.Settings(ratio)]),
            };
            var name = FormattableString.Invariant($"{SystemStarter.Ours}, telemetry with {ratio} of traces");
            starts.Add(servers => SystemStarter.Distributed(servers, exporting, name, cancel));
        }

        foreach (var checkout in settings.Against)
        {
            var name = $"{SystemStarter.Ours}, in {checkout.Name}";
            starts.Add(servers => SystemStarter.Distributed(servers, settings, name, cancel, checkout.FullName));
        }

        if (settings.Floor)
        {
            foreach (var floor in new[] { FloorHost.NoDatabase, FloorHost.Bare })
                starts.Add(servers => SystemStarter.Floor(floor, servers, settings));
        }

        var started = new Stack<IAsyncDisposable>();
        try
        {
            var systems = new List<DrivenSystem>();
            var restarts = new Dictionary<DrivenSystem, Func<Task<DrivenSystem>>>();
            foreach (var start in starts)
            {
                Say("Starting RabbitMQ, PostgreSQL and the services");
                var servers = await LocalServers.StartAsync(cancel);
                started.Push(servers);
                await new PostgresStatistics(servers.Addresses).CountStatements(cancel);
                var system = await start(servers);
                systems.Add(system);
                if (!settings.Cold)
                {
                    started.Push(system);
                    await system.WaitUntilReady(cancel);
                    continue;
                }

                // This start migrates the databases, so that the measured ones do not.
                await using (system)
                    await system.WaitUntilReady(cancel);
                restarts.Add(system, () => start(servers));
            }

            return await Rounds(settings, systems, cancel, restarts);
        }
        finally
        {
            while (started.TryPop(out var one))
                await one.DisposeAsync();
        }
    }

    private static async Task<int> Embedded(LoadSettings settings, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("event-driven-load-").FullName;
        try
        {
            await using var system = await SystemStarter.Embedded(folder, settings, cancel);
            return await Rounds(settings, [system], cancel);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> Running(LoadSettings settings, CancellationToken cancel)
    {
        await using var system = await SystemStarter.Running(settings.Directory, cancel);
        await new PostgresStatistics(system.Servers!).CountStatements(cancel);
        return await Rounds(settings, [system], cancel);
    }

    private static async Task<int> Rounds(
        LoadSettings settings,
        List<DrivenSystem> systems,
        CancellationToken cancel,
        IReadOnlyDictionary<DrivenSystem, Func<Task<DrivenSystem>>>? restarts = null
    )
    {
        var machine = await Machine.Describe(systems[0].Servers, cancel);
        var results = new List<RoundResult>();
        var method = "";
        for (var round = 1; round <= settings.Rounds; round++)
        {
            // Every other round in reverse: a machine whose pace drifts favours no system.
            foreach (var system in round % 2 == 1 ? systems : systems.AsEnumerable().Reverse())
            {
                await using var restarted = restarts?.GetValueOrDefault(system) is { } restart ? await restart() : null;
                var driven = new Round(restarted ?? system, settings, round);
                var result = await driven.Run(cancel);
                results.Add(result);
                method = driven.Method;
                RoundTable.Show(result, method);
            }
        }

        RunReport.Show([.. results.OrderBy(result => systems.TakeWhile(one => one.Name != result.System).Count())]);
        if (settings.Json is { } file)
            await JsonReport.Write(file, settings, machine, method, results, cancel);
        return results.Any(result => result.Wrong.Count > 0) ? 1 : 0;
    }

    private static void Say(string what) => AnsiConsole.MarkupLineInterpolated($"[grey]{what}[/]");
}
