using System.Collections.Concurrent;
using RabbitMQ.Client.Exceptions;
using Serilog.Core;
using Serilog.Events;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// Keeps an outage from flooding the log, because everything in progress logs it, with a stack trace, at each attempt.
/// Events with an outage's exception pass once a minute per message template, with the number of those left out.
/// </summary>
internal sealed class OutageLogFilter(TimeProvider time) : ILogEventFilter
{
    public const string LeftOut = nameof(LeftOut);

    private static readonly TimeSpan Once = TimeSpan.FromMinutes(1);

    // Bounded, because the keys are message templates, not messages.
    private readonly ConcurrentDictionary<(string? Source, string Template), Passed> _passed = [];

    public bool IsEnabled(LogEvent logEvent)
    {
        if (logEvent.Level == LogEventLevel.Fatal || logEvent.Exception is null || !MayBeOfOutage(logEvent.Exception))
            return true;

        var source =
            (logEvent.Properties.GetValueOrDefault(Constants.SourceContextPropertyName) as ScalarValue)?.Value
            as string;
        var passed = _passed.GetOrAdd((source, logEvent.MessageTemplate.Text), static _ => new Passed());
        int leftOut;
        lock (passed)
        {
            var now = time.GetTimestamp();
            if (passed.At is { } at && time.GetElapsedTime(at, now) < Once)
            {
                passed.LeftOut++;
                return false;
            }

            (leftOut, passed.LeftOut, passed.At) = (passed.LeftOut, 0, now);
        }

        if (leftOut > 0)
            logEvent.AddOrUpdateProperty(
                new LogEventProperty(LeftOut, new ScalarValue($" (and {leftOut} more like it since the last one)"))
            );
        return true;
    }

    // Also failures of the broker, and work that an outage interrupts.
    private static bool MayBeOfOutage(Exception? exception) =>
        exception is not null
        && (
            TransientErrors.Is(exception)
            || exception is RabbitMQClientException or IOException or TimeoutException or OperationCanceledException
            || MayBeOfOutage(exception.InnerException)
        );

    private sealed class Passed
    {
        public long? At { get; set; }

        public int LeftOut { get; set; }
    }
}
