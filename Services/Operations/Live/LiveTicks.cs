using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using EventDriven.Operations.Security;
using Microsoft.AspNetCore.Authentication;

namespace EventDriven.Operations.Live;

/// <summary>GET /console/live: server-sent events that make a page fetch itself again. They have no content.</summary>
public sealed class LiveTicks(ConsoleChanges changes, TimeProvider time, IHostApplicationLifetime lifetime)
{
    public const int Most = 100;

    private static readonly TimeSpan AtMostEvery = TimeSpan.FromSeconds(1);

    // Other replicas and the broker's queues cause changes, too, and proxies close silent streams.
    private static readonly TimeSpan AtLeastEvery = TimeSpan.FromSeconds(2);

    private static readonly SseItem<string> Tick = new("", "tick");

    private int _open;

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet($"{OperationsService.Path}/live", (LiveTicks stream, HttpContext context) => stream.Open(context))
            .RequireAuthorization(ConsoleSecurity.Operator)
            .ExcludeFromDescription();

    private async Task<IResult> Open(HttpContext context)
    {
        if (Interlocked.Increment(ref _open) > Most)
        {
            Interlocked.Decrement(ref _open);
            context.Response.Headers.RetryAfter = "5";
            return TypedResults.Text(
                $"{Most} pages are live already.",
                statusCode: StatusCodes.Status503ServiceUnavailable
            );
        }

        context.Response.OnCompleted(() =>
        {
            Interlocked.Decrement(ref _open);
            return Task.CompletedTask;
        });
        var signIn = await context.AuthenticateAsync(ConsoleSecurity.Cookie);
        return TypedResults.ServerSentEvents(Ticks(signIn.Properties?.ExpiresUtc, context.RequestAborted));
    }

    /// <summary>The first tick comes at once. Ends with the process and with the sign-in.</summary>
    private async IAsyncEnumerable<SseItem<string>> Ticks(
        DateTimeOffset? signedInUntil,
        [EnumeratorCancellation] CancellationToken aborted
    )
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(aborted, lifetime.ApplicationStopping);
        while (!ends.IsCancellationRequested && !(signedInUntil < time.GetUtcNow()))
        {
            var next = changes.Next;
            yield return Tick;
            await Task.Delay(AtMostEvery, time, ends.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await next.WaitAsync(AtLeastEvery - AtMostEvery, time, ends.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
