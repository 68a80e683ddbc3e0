using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Keeps an outage from flooding the log. Everything that is in flight meets it, and what waits meets it at each try:
/// each says the same, with a stack trace. What is said of an outage is let through once a minute for each thing that
/// is said, with the number of those left out.
/// </summary>
/// <remarks>Each process has its own; only events that carry an outage's exception are ever left out.</remarks>
internal sealed class OutageLogFilter(TimeProvider time) : ILogEventFilter
{
    /// <summary>The property with the number of events left out, as the end of a sentence.</summary>
    public const string LeftOut = nameof(LeftOut);

    private static readonly TimeSpan Once = TimeSpan.FromMinutes(1);

    // As many as there are statements that log an exception: message templates, not messages.
    private readonly ConcurrentDictionary<(string? Source, string Template), Saying> _sayings = [];

    public bool IsEnabled(LogEvent logEvent)
    {
        if (
            logEvent.Level == LogEventLevel.Fatal
            || logEvent.Exception is null
            || !OutOfReach.MayHaveCaused(logEvent.Exception)
        )
            return true;

        var source =
            (logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) as ScalarValue)?.Value
            as string;
        var saying = _sayings.GetOrAdd((source, logEvent.MessageTemplate.Text), static _ => new Saying());
        int leftOut;
        lock (saying)
        {
            var now = time.GetTimestamp();
            if (saying.SaidAt is { } saidAt && time.GetElapsedTime(saidAt, now) < Once)
            {
                saying.LeftOut++;
                return false;
            }

            (leftOut, saying.LeftOut, saying.SaidAt) = (saying.LeftOut, 0, now);
        }

        if (leftOut > 0)
            logEvent.AddOrUpdateProperty(
                new LogEventProperty(LeftOut, new ScalarValue($" (and {leftOut} more like it since the last one)"))
            );
        return true;
    }

    private sealed class Saying
    {
        public long? SaidAt { get; set; }

        public int LeftOut { get; set; }
    }
}
