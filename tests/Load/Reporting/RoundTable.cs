using System.Globalization;
using EventDriven.Load.Measuring;
using Spectre.Console;

namespace EventDriven.Load.Reporting;

/// <summary>The figures of one round, for people.</summary>
internal static class RoundTable
{
    private const int BarWidth = 60;

    /// <summary>Shows them.</summary>
    public static void Show(RoundResult result, string method)
    {
        var table = new Table()
            .RoundedBorder()
            .Title(Markup.Escape($"{result.System}, round {result.Round}"))
            .AddColumns(new TableColumn("figure"), new TableColumn("value").RightAligned(), new TableColumn("unit"));
        if (result.ToReady is { } ready)
            Add(table, "all services ready", ready.TotalSeconds, "0.0", "s");
        Add(table, "orders ended", result.Orders, "0", "");
        Add(table, "orders a second", result.OrdersPerSecond, "0.0", "1/s");
        foreach (
            var (name, times) in new[]
            {
                ("accepted", result.ToAccept),
                ("final state", result.ToEnd),
                ("due to final state", result.FromDueToEnd),
            }
        )
        {
            table.AddEmptyRow();
            Add(table, $"{name}, p50", times.P50, "0.0", "ms");
            Add(table, $"{name}, p95", times.P95, "0.0", "ms");
            Add(table, $"{name}, p99", times.P99, "0.0", "ms");
            Add(table, $"{name}, max", times.Max, "0.0", "ms");
        }

        table.AddEmptyRow();
        foreach (var process in result.Cpu.Keys)
            Add(table, $"CPU, {process}", result.CpuPerOrder(process), "0.00", "ms an order");
        Add(
            table,
            "CPU, all but the load program",
            result.Cpu.Keys.Where(name => name != MeasuredProcess.Self.Name).Sum(result.CpuPerOrder),
            "0.00",
            "ms an order"
        );
        table.AddEmptyRow();
        AddPerOrder(table, result, "messages published", result.Messages, "");
        AddPerOrder(
            table,
            result,
            "SQL statements",
            result.Statements?.Values.Sum(),
            ByDatabase(result, result.Statements)
        );
        AddPerOrder(table, result, "commits", result.Commits?.Values.Sum(), ByDatabase(result, result.Commits));
        AddPerOrder(table, result, "WAL bytes", result.WalBytes, "");
        if (result.RepeatedEnds > 0)
            Add(table, "ends delivered again, and dropped", result.RepeatedEnds, "0", "");
        table.AddEmptyRow();
        foreach (var (process, (before, after)) in result.Memory)
            table.AddRow(
                Markup.Escape($"memory, {process}"),
                Number(after / 1024.0 / 1024, "0"),
                $"MiB ({Number(before / 1024.0 / 1024, "0")} before)"
            );
        AnsiConsole.Write(table);

        AnsiConsole.MarkupLineInterpolated(
            $"[grey]accepted: from the time an order was due until 202 was received. final state: {method}.[/]"
        );
        AnsiConsole.WriteLine();
        foreach (var (end, count) in result.Ends)
            AnsiConsole.WriteLine($"  {end, -32} {count, 8}");
        AnsiConsole.WriteLine();
        Histogram(result.ToEnd);
        SampleTable.Show(result.Samples);
        Verdict(result);
    }

    private static void Histogram(Distribution times)
    {
        var buckets = times.Histogram();
        var most = buckets.Select(bucket => bucket.Count).DefaultIfEmpty(1).Max();
        AnsiConsole.WriteLine("  from accepted to the final state, up to ms");
        foreach (var (upTo, count) in buckets)
            AnsiConsole.WriteLine(
                FormattableString.Invariant($"  {upTo, 10:0.#} {count, 8} ")
                    + new string('#', (int)Math.Ceiling((double)count * BarWidth / most))
            );
        AnsiConsole.WriteLine();
    }

    private static void Verdict(RoundResult result)
    {
        if (result.Wrong.Count == 0)
        {
            AnsiConsole.MarkupLineInterpolated(
                $"[green]Audit: all is right.[/] {
                    result.Audited ?? "This system keeps no books; every order ended as it must."}"
            );
            return;
        }

        AnsiConsole.MarkupLineInterpolated(
            $"[red]Audit: {result.Wrong.Count} things are wrong.[/] {result.Audited ?? ""}"
        );
        foreach (var wrong in result.Wrong)
            AnsiConsole.MarkupLineInterpolated($"[red]  {wrong}[/]");
    }

    private static void Add(Table table, string figure, double value, string format, string unit) =>
        table.AddRow(Markup.Escape(figure), Number(value, format), Markup.Escape(unit));

    private static void AddPerOrder(Table table, RoundResult result, string figure, long? total, string detail)
    {
        if (total is { } count)
            Add(
                table,
                figure,
                (double)count / result.Orders,
                count / result.Orders > 1000 ? "0" : "0.00",
                $"an order{detail}"
            );
    }

    private static string ByDatabase(RoundResult result, IReadOnlyDictionary<string, long>? counts) =>
        counts is null
            ? ""
            : $" ({string.Join(", ", counts.Where(it => it.Value > 0).Select(it => PerOrder(result, it)))})";

    private static string PerOrder(RoundResult result, KeyValuePair<string, long> count) =>
        $"{count.Key} {Number((double)count.Value / result.Orders, "0.0")}";

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
