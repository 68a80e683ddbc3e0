using System.Text.Json;
using EventDriven.Load.Measuring;

namespace EventDriven.Load.Reporting;

/// <summary>Every figure with the settings and the machine, for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    /// <summary>Writes the file.</summary>
    public static async Task Write(
        FileInfo file,
        LoadSettings settings,
        Machine machine,
        string method,
        IReadOnlyList<RoundResult> results,
        CancellationToken cancel
    )
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
                    on = settings.On.ToString(),
                    settings.Orders,
                    settings.Duration,
                    settings.Rate,
                    settings.InFlight,
                    mix = settings.Mix.Text,
                    settings.Replicas,
                    settings.Rounds,
                    settings.WarmUp,
                    settings.Sample,
                    settings.History,
                    services = settings.Set,
                },
                method,
                rounds = results.Select(Of),
            },
            Format,
            cancel
        );
    }

    private static object Of(RoundResult result) =>
        new
        {
            result.System,
            result.Round,
            result.Orders,
            seconds = result.Elapsed.TotalSeconds,
            result.OrdersPerSecond,
            result.Ends,
            result.RepeatedEnds,
            acceptedMs = Of(result.ToAccept),
            finalStateMs = Of(result.ToEnd),
            dueToFinalStateMs = Of(result.FromDueToEnd),
            result.ToReady,
            cpuMsPerOrder = result.Cpu.Keys.ToDictionary(process => process, result.CpuPerOrder),
            memoryBytes = result.Memory.ToDictionary(
                process => process.Key,
                process => new { process.Value.Before, process.Value.After }
            ),
            perOrder = new
            {
                messages = PerOrder(result, result.Messages),
                statements = PerOrder(result, result.Statements),
                commits = PerOrder(result, result.Commits),
                walBytes = PerOrder(result, result.WalBytes),
            },
            mostExecuted = result.MostExecuted.Select(statement => new
            {
                statement.Database,
                callsPerOrder = (double)statement.Calls / result.Orders,
                millisecondsPerOrder = statement.TotalMilliseconds / result.Orders,
                statement.Text,
            }),
            result.Samples,
            result.Audited,
            result.Wrong,
        };

    private static object Of(Distribution times) =>
        new
        {
            times.P50,
            times.P95,
            times.P99,
            times.Max,
            histogram = times.Histogram().Select(bucket => new { bucket.UpTo, bucket.Count }),
        };

    private static double? PerOrder(RoundResult result, long? total) => (double?)total / result.Orders;

    private static Dictionary<string, double>? PerOrder(
        RoundResult result,
        IReadOnlyDictionary<string, long>? totals
    ) => totals?.ToDictionary(one => one.Key, one => (double)one.Value / result.Orders);
}
