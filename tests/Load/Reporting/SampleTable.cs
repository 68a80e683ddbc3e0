using System.Globalization;
using EventDriven.Load.Measuring;
using Spectre.Console;

namespace EventDriven.Load.Reporting;

/// <summary>
/// Whether a long round stayed as it began: means of its first quarter, its middle half and its last quarter.
/// </summary>
internal static class SampleTable
{
    // What is to stay flat; the others keep what has been ordered, and grow with it.
    private static readonly string[] Transient = ["InboxState", "OutboxMessage", "OutboxState", "ScheduledMessage"];

    /// <summary>Shows it; nothing without as many samples as it has columns.</summary>
    public static void Show(IReadOnlyList<Sample> samples)
    {
        var quarter = samples.Count / 4;
        if (quarter == 0)
            return;

        Sample[][] parts =
        [
            [.. samples.Take(quarter)],
            [.. samples.Skip(quarter).SkipLast(quarter)],
            [.. samples.TakeLast(quarter)],
        ];
        var table = new Table()
            .RoundedBorder()
            .Title(Markup.Escape($"over {samples[^1].At:hh\\:mm\\:ss}, {samples.Count} samples: means"))
            .AddColumns("figure", "first quarter", "middle", "last quarter", "unit");
        foreach (var process in samples[0].Memory.Keys)
            Add(table, $"memory, {process}", "MiB", parts, part =>
                part.Average(sample => Mebi(sample.Memory[process]))
            );
        foreach (var process in samples[0].Cpu.Keys)
            Add(table, $"CPU, {process}", "ms an order", parts, part =>
                (part[^1].Cpu[process] - part[0].Cpu[process]) / (part[^1].Ended - part[0].Ended)
            );
        foreach (var name in samples[0].TableBytes.Keys.Where(name => IsTransient(name)))
            Add(table, $"table {name}", "MiB", parts, part =>
                part.Average(sample => Mebi(sample.TableBytes.GetValueOrDefault(name)))
            );
        if (samples[0].TableBytes.Count > 0)
            Add(table, "tables with what was ordered", "MiB", parts, part =>
                part.Average(sample =>
                    sample.TableBytes.Where(size => !IsTransient(size.Key)).Sum(size => Mebi(size.Value))
                )
            );
        if (samples[0].QueuedMessages is not null)
            Add(table, "messages in queues", "", parts, part =>
                part.Average(sample => (double)sample.QueuedMessages!.Value)
            );
        Add(table, "orders in flight", "", parts, part => part.Average(sample => sample.InFlight));
        AnsiConsole.Write(table);
    }

    private static void Add(Table table, string figure, string unit, Sample[][] parts, Func<Sample[], double> mean) =>
        table.AddRow([
            Markup.Escape(figure),
            .. parts
                .Select(mean)
                .Select(value => double.IsFinite(value) ? value.ToString("0.00", CultureInfo.InvariantCulture) : "-"),
            unit,
        ]);

    private static bool IsTransient(string table) => Transient.Contains(table.Split('.')[1]);

    private static double Mebi(long bytes) => bytes / 1024.0 / 1024;
}
