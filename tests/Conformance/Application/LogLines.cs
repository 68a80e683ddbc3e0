using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>What an application has logged.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Text)> _lines = new();

    /// <summary>The last of what was logged as a warning or worse, for a failing test's message.</summary>
    public string Troubles() =>
        string.Join(
            Environment.NewLine,
            _lines
                .Where(line => line.Level >= LogLevel.Warning)
                .TakeLast(20)
                .Select(line => $"{line.Level} {line.Category}: {line.Text}")
        );

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    public void Dispose() { }

    private sealed class Writer(LogLines lines, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => lines._lines.Enqueue((logLevel, category, $"{formatter(state, exception)} {exception}"));
    }
}
