using System.Diagnostics;

namespace EventDriven.Telemetry;

/// <summary>
/// The spans of the source <c>EventDriven</c>. Most spans of a trace are those of ASP.NET Core, MassTransit and Npgsql.
/// </summary>
public static class Traces
{
    internal const string SourceName = "EventDriven";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Runs an outgoing call within a span, which records an exception.</summary>
    /// <param name="name">One of few.</param>
    public static Task<T> CallAsync<T>(string name, Func<Task<T>> call) =>
        RunAsync(() => Source.StartActivity(name, ActivityKind.Client), call);

    /// <summary>
    /// Runs a later request about an order in the order's trace: in a new span, which has a link to the current span,
    /// and records an exception.
    /// </summary>
    /// <param name="parent">
    /// A <c>traceparent</c> (W3C Trace Context). Without a valid one, or if it belongs to the current trace, the work
    /// is done in the current span.
    /// </param>
    public static Task ResumeAsync(string? parent, Func<Task> work) =>
        RunAsync(
            () => Resume(parent),
            async () =>
            {
                await work();
                return true;
            }
        );

    // Starts the span itself, so that the caller's current span does not change.
    private static async Task<T> RunAsync<T>(Func<Activity?> start, Func<Task<T>> work)
    {
        using var span = start();
        try
        {
            return await work();
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    private static Activity? Resume(string? parent) =>
        Activity.Current is { } current
        && ActivityContext.TryParse(parent, traceState: null, out var earlier)
        && earlier.TraceId != current.TraceId
            ? Source.StartActivity(
                current.OperationName,
                ActivityKind.Consumer,
                earlier,
                links: [new ActivityLink(current.Context)]
            )
            : null;

    internal static void Fail(this Activity? span, Exception exception)
    {
        span?.AddException(exception);
        span?.SetStatus(ActivityStatusCode.Error, exception.Message);
    }

    /// <summary>
    /// Starts a span for several activities. Its parent is the first recorded one, and it has links to the others. If
    /// none is recorded, the work belongs to no trace.
    /// </summary>
    internal static Activity? StartShared(string name, IEnumerable<Activity?> sharers)
    {
        Activity.Current = null;
        ActivityLink[] links =
        [
            .. from sharer in sharers where sharer is { Recorded: true } select new ActivityLink(sharer.Context),
        ];
        return links is [var first, .. var others]
            ? Source.StartActivity(name, ActivityKind.Internal, first.Context, links: others)
            : null;
    }
}
