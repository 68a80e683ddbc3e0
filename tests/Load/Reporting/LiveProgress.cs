using System.Diagnostics;
using System.Globalization;
using EventDriven.Load.Driving;
using EventDriven.Load.Measuring;
using Spectre.Console;

namespace EventDriven.Load.Reporting;

/// <summary>How a round goes, while it goes: a table in a terminal, a line every ten seconds elsewhere.</summary>
internal static class LiveProgress
{
    private static readonly TimeSpan Redraw = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NextLine = TimeSpan.FromSeconds(10);

    /// <summary>Shows the orders of a journal until the work is done.</summary>
    public static async Task<bool> Show(string title, Journal journal, Task<bool> work)
    {
        var began = Stopwatch.GetTimestamp();
        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Ansi)
        {
            while (await Task.WhenAny(work, Task.Delay(NextLine)) != work)
                AnsiConsole.WriteLine($"  {title}: {Line(journal, began)}");
            AnsiConsole.WriteLine($"  {title}: {Line(journal, began)}");
        }
        else
        {
            await AnsiConsole
                .Live(Draw(title, journal, began))
                .StartAsync(async live =>
                {
                    while (await Task.WhenAny(work, Task.Delay(Redraw)) != work)
                        live.UpdateTarget(Draw(title, journal, began));
                    live.UpdateTarget(Draw(title, journal, began));
                });
        }

        return await work;
    }

    private static string Line(Journal journal, long began)
    {
        var latency = Recent(journal);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s, {journal.EndedCount} ended, "
                + $"{journal.InFlight} in flight, {journal.FailedCount} failed; "
                + $"p50 {latency.P50:0} ms, p95 {latency.P95:0} ms, p99 {latency.P99:0} ms"
        );
    }

    private static Table Draw(string title, Journal journal, long began)
    {
        var (latency, elapsed) = (Recent(journal), Stopwatch.GetElapsedTime(began));
        var ends = journal.Ends.OrderByDescending(end => end.Value);
        return new Table()
            .RoundedBorder()
            .Title(Markup.Escape(title))
            .AddColumns(
                "time",
                "ended",
                "a second",
                "in flight",
                "failed",
                "p50 ms",
                "p95 ms",
                "p99 ms",
                "ends by kind"
            )
            .AddRow(
                $"{elapsed:mm\\:ss}",
                $"{journal.EndedCount}",
                FormattableString.Invariant($"{journal.EndedCount / elapsed.TotalSeconds:0.0}"),
                $"{journal.InFlight}",
                $"{journal.FailedCount}",
                FormattableString.Invariant($"{latency.P50:0}"),
                FormattableString.Invariant($"{latency.P95:0}"),
                FormattableString.Invariant($"{latency.P99:0}"),
                Markup.Escape(string.Join('\n', ends.Select(end => $"{end.Key} {end.Value}")))
            );
    }

    private static Distribution Recent(Journal journal) =>
        new(journal.RecentMilliseconds.Select(TimeSpan.FromMilliseconds));
}
