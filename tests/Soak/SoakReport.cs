using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using EventDriven.Load.Driving;
using EventDriven.Load.Measuring;
using EventDriven.Soak.Faults;
using Spectre.Console;

namespace EventDriven.Soak;

/// <summary>What came out, for people and for programs.</summary>
internal sealed class SoakReport(
    SoakSettings settings,
    Machine machine,
    Journal journal,
    IReadOnlyList<FaultRecord> faults,
    IReadOnlyCollection<(long At, string How)> refusals
)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public required string Audited { get; init; }

    public required int CopiesOfMails { get; init; }

    public required int Planted { get; init; }

    public required IReadOnlyList<string> Wrong { get; init; }

    public void Show()
    {
        var table = new Table()
            .RoundedBorder()
            .AddColumn("fault")
            .AddColumn("at")
            .AddColumn(new TableColumn("lasted").RightAligned())
            .AddColumn(new TableColumn("recovery").RightAligned())
            .AddColumn(new TableColumn("gap").RightAligned())
            .AddColumn(new TableColumn("orders").RightAligned())
            .AddColumn(new TableColumn("p50").RightAligned())
            .AddColumn(new TableColumn("p95").RightAligned())
            .AddColumn("requests that were refused");
        foreach (var fault in faults)
            Add(
                fault.Name,
                fault.At.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture),
                Seconds(fault.Lasted),
                Seconds(fault.Recovery),
                Seconds(fault.LongestGap),
                During(fault),
                RefusedBy(fault)
            );
        Add("outside of all faults", "", "", "", "", Outside, Refused.Where(_ => false));
        AnsiConsole.Write(table);
        Say(
            $"Seed {settings.Seed}. {journal.AcceptedCount} orders in {settings.Duration.TotalMinutes:0.##} minutes: "
                + $"{string.Join(", ", journal.Ends.OrderBy(end => end.Key).Select(end => $"{end.Key} {end.Value}"))}."
        );
        Say(
            "Times are in seconds, from 202 to the end, of orders that complete. The gap is the longest time without a "
                + "completed order, from the beginning of the fault to the recovery."
        );
        Say(
            $"Audited: {Audited}. {Planted} planted messages have failed. {CopiesOfMails} mails came twice, with the "
                + "same Message-ID."
        );
        foreach (var wrong in Wrong)
            AnsiConsole.MarkupLineInterpolated($"[red]Wrong: {wrong}[/]");
        if (Wrong.Count == 0)
            Say("Nothing is wrong.");

        void Add(
            string name,
            string at,
            string lasted,
            string recovery,
            string gap,
            Distribution times,
            IEnumerable<KeyValuePair<string, int>> refused
        ) =>
            table.AddRow([
                .. new[]
                {
                    name,
                    at,
                    lasted,
                    recovery,
                    gap,
                    $"{times.Count}",
                    Seconds(times.P50),
                    Seconds(times.P95),
                    string.Join(", ", refused.Select(one => $"{one.Value} x {one.Key}")),
                }.Select(Markup.Escape),
            ]);
    }

    public async Task Write(FileInfo file, CancellationToken cancel)
    {
        await using var stream = file.Create();
        await JsonSerializer.SerializeAsync(
            stream,
            new
            {
                at = DateTimeOffset.UtcNow,
                machine,
                settings = new
                {
                    minutes = settings.Duration.TotalMinutes,
                    settings.Rate,
                    settings.Seed,
                    settings.Cluster,
                },
                orders = journal.AcceptedCount,
                journal.Ends,
                refused = refusals.CountBy(refusal => refusal.How).ToDictionary(),
                faults = faults.Select(fault => new
                {
                    fault.Name,
                    atSeconds = fault.At.TotalSeconds,
                    lastedSeconds = fault.Lasted.TotalSeconds,
                    recoverySeconds = fault.Recovery?.TotalSeconds,
                    gapSeconds = fault.LongestGap?.TotalSeconds,
                    endMs = Of(During(fault)),
                    refused = RefusedBy(fault).ToDictionary(),
                }),
                outsideOfFaultsEndMs = Of(Outside),
                Audited,
                Planted,
                CopiesOfMails,
                Wrong,
            },
            Format,
            cancel
        );
    }

    private IEnumerable<PlacedOrder> Completed =>
        journal.Accepted.Where(order => order is { Kind.Name: OrderMix.CompletedOnly, EndState: not null });

    private Distribution Outside => TimesOf(order => !faults.Any(fault => fault.Met(order.Accepted)));

    private IEnumerable<KeyValuePair<string, int>> Refused => refusals.CountBy(refusal => refusal.How);

    private Distribution During(FaultRecord fault) => TimesOf(order => fault.Met(order.Accepted));

    private Distribution TimesOf(Func<PlacedOrder, bool> which) =>
        new(Completed.Where(which).Select(order => order.TimeToEnd));

    // A client that waits for an answer can be refused after the fault is mended.
    private IEnumerable<KeyValuePair<string, int>> RefusedBy(FaultRecord fault)
    {
        var next = faults.FirstOrDefault(other => other.Began > fault.Began)?.Began ?? long.MaxValue;
        return refusals
            .Where(refusal => refusal.At >= fault.Began && refusal.At < next)
            .CountBy(refusal => refusal.How);
    }

    private static object Of(Distribution times) =>
        new
        {
            times.Count,
            times.P50,
            times.P95,
            times.Max,
        };

    private static string Seconds(TimeSpan? time) =>
        time is { } known ? known.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) : "never";

    private static string Seconds(double milliseconds) =>
        double.IsNaN(milliseconds) ? "" : (milliseconds / 1000).ToString("0.00", CultureInfo.InvariantCulture);

    private static void Say(string what) => AnsiConsole.WriteLine(what);
}
