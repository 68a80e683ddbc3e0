using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using EventDriven.Load.Driving;
using EventDriven.TestServers.Hosting;
using PlacedOrder = EventDriven.Load.Driving.PlacedOrder;

namespace EventDriven.Soak;

/// <summary>
/// Customers who place orders by the clock, and repeat each under its key until it is answered. An operator decides on
/// those that wait for review, and repeats each decision likewise.
/// </summary>
internal sealed class Shoppers(Deployment deployment, Journal journal)
{
    public const string Customer = "soak";

    private const string Mix =
        "completed=50,flaky=12,late=2,review=5,declined=5,capture-fails=5,carrier-refuses=4,short=5,cancelled=4,"
        + "cancel-races=4,dispatch-refused=4";

    /// <summary>One in so many has a mailbox that may be full.</summary>
    private const int FullMailbox = 10;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(long At, string How)> _refusals = [];

    /// <summary>Each POST that was not answered with 2xx, and when, in ticks of <see cref="Stopwatch" />.</summary>
    public IReadOnlyCollection<(long At, string How)> Refusals => _refusals;

#pragma warning disable CA5394 // Nothing here is a secret.
    private OrderApi Api => deployment.EntryApis[Random.Shared.Next(deployment.EntryApis.Count)];
#pragma warning restore CA5394

    /// <summary>Places orders for a time, and returns when each was answered and attended to.</summary>
    public async Task Order(double rate, TimeSpan duration, CancellationToken cancel)
    {
        var mix = OrderMix.Parse(Mix);
        var began = Stopwatch.GetTimestamp();
        var placing = new List<Task>();
        for (var number = 0; TimeSpan.FromSeconds(number / rate) is var at && at < duration; number++)
        {
            if (at - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } wait)
                await Task.Delay(wait, cancel);
            placing.RemoveAll(task => task.IsCompletedSuccessfully);
            placing.Add(Place(number, mix[number], cancel));
        }

        await Task.WhenAll(placing);
    }

    private async Task Place(int number, OrderKind kind, CancellationToken cancel)
    {
        var sku = kind.OnlySku ?? Driver.Skus[number % Driver.Skus.Count];
        var order = new PlacedOrder(kind, sku, 1 + number % 3, Stopwatch.GetTimestamp());
        var body = new TestServers.Hosting.PlacedOrder(
            sku,
            order.Quantity,
            kind.Token,
            kind.PostalCode,
            Customer,
            number % FullMailbox == 0 ? "full@example.com" : "ada@example.com"
        );
        var key = Guid.NewGuid();
        journal.Send();
        using var answer = await Ask(
            () => Api.TryPlace(body, cancel, key),
            // A client's own mistake: it stays one.
            answer => answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.UnprocessableEntity,
            cancel
        );
        if (!answer.IsSuccessStatusCode)
        {
            journal.Fail($"POST /orders: {(int)answer.StatusCode}");
            return;
        }

        journal.Accept(order, await OrderApi.IdIn(answer, cancel), Stopwatch.GetTimestamp());
        if (kind.Meanwhile != Intervention.None)
            await Attend(order, cancel);
    }

    private async Task Attend(PlacedOrder order, CancellationToken cancel)
    {
        while (order.Kind.MeanwhileIn is { } wanted && order.EndState is null && await StateOf(order.Id) != wanted)
            await Task.Delay(Pause, cancel);
        if (order.EndState is not null)
            return; // Too early: the end is not what it must be, and the audit says so.

        using var answer = await Ask(
            () =>
                order.Kind.Meanwhile == Intervention.Approve
                    ? Api.TryApprove(order.Id, cancel)
                    : Api.TryCancel(order.Id, cancel),
            // That it is too late is an answer too.
            answer => answer.IsSuccessStatusCode || answer.StatusCode is HttpStatusCode.Conflict,
            cancel
        );

        async Task<string> StateOf(Guid id)
        {
            using var seen = await Ask(() => Api.TryGet(id, cancel), answer => answer.IsSuccessStatusCode, cancel);
            return (await seen.Content.ReadFromJsonAsync<OrderSnapshot>(cancel))!.State;
        }
    }

    private async Task<HttpResponseMessage> Ask(
        Func<Task<HttpResponseMessage>> request,
        Func<HttpResponseMessage, bool> isAnswer,
        CancellationToken cancel
    )
    {
        while (true)
        {
            var pause = Pause;
            try
            {
                var answer = await request();
                if (isAnswer(answer))
                    return answer;
                _refusals.Enqueue((Stopwatch.GetTimestamp(), $"{(int)answer.StatusCode}"));
                pause = answer.Headers.RetryAfter?.Delta ?? Pause;
                answer.Dispose();
            }
            // The process was killed, or does not answer; or its client has moved to its successor.
            catch (Exception failure)
                when (failure is HttpRequestException or ObjectDisposedException or OperationCanceledException
                    && !cancel.IsCancellationRequested
                )
            {
                _refusals.Enqueue((Stopwatch.GetTimestamp(), "no answer"));
            }

            await Task.Delay(pause, cancel);
        }
    }
}
