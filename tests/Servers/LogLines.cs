using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EventDriven.TestServers;

/// <summary>Keeps what a host logs.</summary>
public sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Category, string Text)> _lines = new();

    /// <summary>What was logged as information or worse.</summary>
    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.Text)];

    /// <summary>
    /// What was logged as a warning or worse. A retry is a warning: what succeeds at the second attempt shows nowhere
    /// else.
    /// </summary>
    public IReadOnlyList<string> Warnings =>
        [.. _lines.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text)];

    /// <summary>What was logged at a level by the categories whose name contains a word.</summary>
    public IReadOnlyList<string> At(LogLevel level, string category) =>
        [
            .. _lines
                .Where(line => line.Level == level && line.Category.Contains(category, StringComparison.Ordinal))
                .Select(line => line.Text),
        ];

    /// <summary>How many lines contain a text.</summary>
    public int Count(string text) => _lines.Count(line => line.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>The last warnings and errors, for the message of a failing test.</summary>
    public string Troubles() =>
        string.Join(
            Environment.NewLine,
            _lines
                .Where(line => line.Level >= LogLevel.Warning)
                .TakeLast(20)
                .Select(line => $"{line.Level} {line.Category}: {line.Text}")
        );

    /// <summary>
    /// Replaces the logging of a service's host: the logger factory of Serilog ignores other providers.
    /// </summary>
    public void ReplaceLogging(IServiceCollection services) =>
        services.AddSingleton<ILoggerFactory>(_ => new LoggerFactory([this]));

    /// <summary>Forgets what was logged so far.</summary>
    public void Clear() => _lines.Clear();

    /// <inheritdoc />
    public ILogger CreateLogger(string categoryName) => new Writer(_lines, categoryName);

    /// <inheritdoc />
    public void Dispose() { }

    private sealed class Writer(ConcurrentQueue<(LogLevel, string, string)> lines, string category) : ILogger
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
        )
        {
            if (IsEnabled(logLevel))
                lines.Enqueue((logLevel, category, $"{formatter(state, exception)} {exception}"));
        }
    }
}
