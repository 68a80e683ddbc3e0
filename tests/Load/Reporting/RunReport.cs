using System.Globalization;
using EventDriven.Load.Hosting;
using EventDriven.Load.Measuring;
using Spectre.Console;

namespace EventDriven.Load.Reporting;

/// <summary>
/// All rounds side by side: of each figure the median and, where there was more than one round, the least and the most.
/// </summary>
internal static class RunReport
{
    // So many times what a floor spends is no ratio any more: the floor has none of it, and what was seen was somebody
    // else's.
    private const double NoRatio = 100;

    private static readonly (string Name, string Format, Func<RoundResult, double?> Of)[] Figures =
    [
        ("all services ready, s", "0.0", result => result.ToReady?.TotalSeconds),
        ("orders a second", "0.0", result => result.OrdersPerSecond),
        ("accepted, p50 ms", "0.0", result => result.ToAccept.P50),
        ("accepted, p99 ms", "0.0", result => result.ToAccept.P99),
        ("final state, p50 ms", "0.0", result => result.ToEnd.P50),
        ("final state, p95 ms", "0.0", result => result.ToEnd.P95),
        ("final state, p99 ms", "0.0", result => result.ToEnd.P99),
        ("final state, max ms", "0.0", result => result.ToEnd.Max),
        ("due to final state, p50 ms", "0.0", result => result.FromDueToEnd.P50),
        ("due to final state, p95 ms", "0.0", result => result.FromDueToEnd.P95),
        ("due to final state, max ms", "0.0", result => result.FromDueToEnd.Max),
        ("CPU, services, ms an order", "0.00", result => result.Cpu.Keys.Where(IsService).Sum(result.CpuPerOrder)),
        ("CPU, PostgreSQL, ms an order", "0.00", result => CpuOf(result, "PostgreSQL")),
        ("CPU, RabbitMQ, ms an order", "0.00", result => CpuOf(result, "RabbitMQ")),
        ("CPU, load program, ms an order", "0.00", result => CpuOf(result, MeasuredProcess.Self.Name)),
        ("messages an order", "0.0", result => (double?)result.Messages / result.Orders),
        ("SQL statements an order", "0.0", result => (double?)result.Statements?.Values.Sum() / result.Orders),
        ("commits an order", "0.0", result => (double?)result.Commits?.Values.Sum() / result.Orders),
        ("WAL bytes an order", "0", result => (double?)result.WalBytes / result.Orders),
    ];

    /// <summary>Shows them; nothing when there was one round of one system, which has been shown already.</summary>
    public static void Show(IReadOnlyList<RoundResult> results)
    {
        if (results.Count < 2)
            return;

        var systems = results.GroupBy(result => result.System).ToList();
        var table = new Table()
            .RoundedBorder()
            .Title(
                Markup.Escape(
                    systems[0].Count() == 1 ? "in turn" : $"{systems[0].Count()} rounds in turn: median (least to most)"
                )
            )
            .AddColumn("figure");
        foreach (var system in systems)
            table.AddColumn(new TableColumn(Markup.Escape(system.Key)).RightAligned());
        var floors = systems.Where(system => system.Key != systems[0].Key).ToList();
        foreach (var floor in floors)
            table.AddColumn(new TableColumn(Markup.Escape($"{SystemStarter.Ours} / {floor.Key}")).RightAligned());
        foreach (var (name, format, of) in Figures)
        {
            var medians = systems.ToDictionary(system => system.Key, system => Median(system, of));
            table.AddRow([
                Markup.Escape(name),
                .. systems.Select(system => Markup.Escape(Spread(system, of, format))),
                .. floors.Select(floor =>
                    medians[systems[0].Key] is { } ours
                    && medians[floor.Key] is > 0 and { } theirs
                    && ours / theirs < NoRatio
                        ? Text(ours / theirs, "0.00")
                        : ""
                ),
            ]);
        }

        AnsiConsole.Write(table);
    }

    private static bool IsService(string process) =>
        process is not "PostgreSQL" and not "RabbitMQ" && process != MeasuredProcess.Self.Name;

    private static double? CpuOf(RoundResult result, string process) =>
        result.Cpu.ContainsKey(process) ? result.CpuPerOrder(process) : null;

    private static double? Median(IEnumerable<RoundResult> rounds, Func<RoundResult, double?> of)
    {
        var sorted = rounds.Select(of).OfType<double>().Order().ToList();
        return sorted.Count == 0 ? null : (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Spread(IGrouping<string, RoundResult> rounds, Func<RoundResult, double?> of, string format)
    {
        if (Median(rounds, of) is not { } median)
            return "";

        var values = rounds.Select(of).OfType<double>().ToList();
        return values.Count == 1
            ? Text(median, format)
            : $"{Text(median, format)} ({Text(values.Min(), format)} to {Text(values.Max(), format)})";
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
