using System.Diagnostics;

namespace EventDriven.Telemetry;

/// <summary>
/// The spans of the source <c>EventDriven</c>. Most spans of a trace are those of ASP.NET Core, MassTransit and Npgsql.
/// </summary>
public static class Traces
{
    internal const string SourceName = "EventDriven";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Runs an outgoing call within a span. The span records an exception.</summary>
    /// <typeparam name="T">The type of the response.</typeparam>
    /// <param name="name">The span's name: one of few.</param>
    /// <param name="call">The call.</param>
    public static Task<T> CallAsync<T>(string name, Func<Task<T>> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return RunAsync(() => Source.StartActivity(name, ActivityKind.Client), call);
    }

    /// <inheritdoc cref="CallAsync{T}" />
    public static Task CallAsync(string name, Func<Task> call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return CallAsync(name, () => WithoutResult(call));
    }

    /// <summary>
    /// Continues an earlier trace in a new span, with a link to the current span. For a later request about an order:
    /// what the request causes belongs to the order's trace. The span records an exception.
    /// </summary>
    /// <param name="parent">
    /// The parent span in the earlier trace: a <c>traceparent</c> of W3C Trace Context. Without a valid one, or if the
    /// current span belongs to the same trace, the work is done in the current span.
    /// </param>
    /// <param name="work">The work.</param>
    public static Task ResumeAsync(string? parent, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return RunAsync(() => Resume(parent), () => WithoutResult(work));
    }

    // The span is started in here, so that the caller's current span stays what it is.
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

    private static async Task<bool> WithoutResult(Func<Task> work)
    {
        await work();
        return true;
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

    /// <summary>Sets the status of the span to an error, with the exception.</summary>
    internal static void Fail(this Activity? span, Exception exception)
    {
        span?.AddException(exception);
        span?.SetStatus(ActivityStatusCode.Error, exception.Message);
    }

    /// <summary>
    /// Starts a span for work on behalf of several activities. Its parent is the first recorded one; it has links to
    /// the others. If none is recorded, the work belongs to no trace.
    /// </summary>
    internal static Activity? StartShared(string name, IEnumerable<Activity?> sharers)
    {
        Activity.Current = null;
        Activity? first = null;
        List<ActivityLink>? links = null;
        foreach (var sharer in sharers)
        {
            if (sharer is not { Recorded: true })
                continue;
            if (first is null)
                first = sharer;
            else
                (links ??= []).Add(new ActivityLink(sharer.Context));
        }

        return first is null ? null : Source.StartActivity(name, ActivityKind.Internal, first.Context, links: links);
    }
}
