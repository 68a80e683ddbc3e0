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

    private static async Task<int> Distributed(LoadSettings settings, CancellationToken cancel)
    {
        Say("Starting RabbitMQ and PostgreSQL");
        await using var servers = await LocalServers.StartAsync(cancel);
        await new PostgresStatistics(servers.Addresses).CountStatements(cancel);
        List<Func<Task<DrivenSystem>>> systems =
        [
            () => SystemStarter.Distributed(servers, settings, SystemStarter.Ours, cancel),
        ];
        await using var sink = await TelemetrySink.StartAsync(cancel);
        foreach (var ratio in settings.Telemetry)
        {
            var told = settings with
            {
                Set = new Dictionary<string, string>([.. settings.Set, .. sink.Settings(ratio)]),
            };
            var name = FormattableString.Invariant($"{SystemStarter.Ours}, telemetry with {ratio} of traces");
            systems.Add(() => SystemStarter.Distributed(servers, told, name, cancel));
        }

        if (settings.Floor)
        {
            foreach (var floor in new[] { FloorHost.NoDatabase, FloorHost.Bare })
                systems.Add(() => SystemStarter.Floor(floor, servers, settings, cancel));
        }

        return await Rounds(settings, servers.Addresses, systems, cancel);
    }

    private static async Task<int> Embedded(LoadSettings settings, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("event-driven-load-").FullName;
        try
        {
            return await Rounds(settings, null, [() => SystemStarter.Embedded(folder, settings, cancel)], cancel);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<int> Running(LoadSettings settings, CancellationToken cancel)
    {
        var system = await SystemStarter.Running(settings.Directory, cancel);
        await new PostgresStatistics(system.Servers!).CountStatements(cancel);
        return await Rounds(settings, system.Servers, [() => Task.FromResult(system)], cancel);
    }

    private static async Task<int> Rounds(
        LoadSettings settings,
        ServerAddresses? servers,
        IReadOnlyList<Func<Task<DrivenSystem>>> systems,
        CancellationToken cancel
    )
    {
        var machine = await Machine.Describe(servers, cancel);
        var results = new List<RoundResult>();
        var method = "";
        for (var round = 1; round <= settings.Rounds; round++)
        {
            foreach (var start in systems)
            {
                Say($"Round {round} of {settings.Rounds}: starting");
                await using var system = await start();
                var driven = new Round(system, settings, round);
                var result = await driven.Run(cancel);
                results.Add(result);
                method = driven.Method;
                RoundTable.Show(result, method);
            }
        }

        RunReport.Show(results);
        if (settings.Json is { } file)
            await JsonReport.Write(file, settings, machine, method, results, cancel);
        return results.Any(result => result.Wrong.Count > 0) ? 1 : 0;
    }

    private static void Say(string what) => AnsiConsole.MarkupLineInterpolated($"[grey]{what}[/]");
}
