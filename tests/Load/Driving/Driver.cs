using System.Diagnostics;

namespace EventDriven.Load.Driving;

/// <summary>Places orders at a pace and sees them to their ends.</summary>
internal sealed class Driver(OrderClient orders, IEndings endings, OrderMix mix, Journal journal)
{
    /// <summary>
    /// So many unanswered orders say that the system does not keep up with the rate; more would only fill memory.
    /// </summary>
    private const int TooManyInFlight = 50_000;

    private static readonly string[] Products =
    [
        "BOOK-SAGA-PB",
        "BOTTLE-STEEL-1L",
        "CUP-ENAMEL-W",
        "DESK-LAMP-BRASS",
        "KETTLE-POUR-06",
        "MUG-STONE-BLUE",
        "NOTEBOOK-A5-DOT",
        "PEN-FOUNTAIN-M",
        "SOAP-OLIVE-3",
        "TEA-ASSAM-250",
        "TOWEL-LINEN-G",
        "UMBRELLA-STORM",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>The products that orders are spread over.</summary>
    public static IReadOnlyList<string> Skus => Products;

    /// <summary>Places orders until there are enough or the time is up, then waits for the last end.</summary>
    /// <param name="pace">How they come.</param>
    /// <param name="cancel">Ends the run at once.</param>
    /// <returns>Whether every accepted order was seen to end; false when none did for a minute and a half.</returns>
    public async Task<bool> Run(Pace pace, CancellationToken cancel)
    {
        endings.TellTo(journal);
        var work = pace.Rate is { } rate ? ByTheClock(pace, rate, cancel) : AtSaturation(pace, cancel);
        await Task.WhenAll(await work);
        return await AllEnded(cancel);
    }

    // Every order has its time, and is sent then, whatever has become of those before it: one that waits is counted
    // from when it was due.
    private async Task<List<Task>> ByTheClock(Pace pace, double rate, CancellationToken cancel)
    {
        var began = Stopwatch.GetTimestamp();
        var sent = new List<Task>();
        for (var number = 0; ; number++)
        {
            var at = TimeSpan.FromSeconds(number / rate);
            if (pace.IsOver(number, at))
                return sent;
            if (journal.InFlight > TooManyInFlight)
                throw new InvalidOperationException(
                    $"More than {TooManyInFlight} orders are on their way: the system does not keep up with this rate."
                );

            var wait = at - Stopwatch.GetElapsedTime(began);
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, cancel);
            sent.RemoveAll(task => task.IsCompletedSuccessfully);
            sent.Add(Place(number, began + (long)(at.TotalSeconds * Stopwatch.Frequency), cancel));
        }
    }

    private async Task<List<Task>> AtSaturation(Pace pace, CancellationToken cancel)
    {
        var free = new SemaphoreSlim(pace.InFlight);
        void Free() => free.Release();
        journal.Finished += Free;
        try
        {
            var began = Stopwatch.GetTimestamp();
            var sent = new List<Task>();
            for (var number = 0; !pace.IsOver(number, Stopwatch.GetElapsedTime(began)); number++)
            {
                if (!await free.WaitAsync(Patience, cancel))
                    return sent; // Nothing ends any more; the wait for the last end says so.

                sent.RemoveAll(task => task.IsCompletedSuccessfully);
                sent.Add(Place(number, Stopwatch.GetTimestamp(), cancel));
            }

            return sent;
        }
        finally
        {
            journal.Finished -= Free;
        }
    }

    private async Task Place(int number, long due, CancellationToken cancel)
    {
        var kind = mix[number];
        var order = new PlacedOrder(kind, kind.OnlySku ?? Products[number % Products.Length], 1 + number % 3, due);
        journal.Send();
        try
        {
            var id = await orders.Place(order, cancel);
            journal.Accept(order, id, Stopwatch.GetTimestamp());
        }
        catch (Exception failure)
            when (failure is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            journal.Fail(failure.Message);
            return;
        }

        if (kind.Meanwhile != Intervention.None)
            await Intervene(order, cancel);
    }

    private async Task Intervene(PlacedOrder order, CancellationToken cancel)
    {
        try
        {
            while (
                order.Kind.MeanwhileIn is { } wanted
                && order.EndState is null
                && await orders.State(order.Id, cancel) != wanted
            )
                await Task.Delay(100, cancel);
            if (order.EndState is null)
                await (
                    order.Kind.Meanwhile == Intervention.Approve
                        ? orders.Approve(order.Id, cancel)
                        : orders.Cancel(order.Id, cancel)
                );
        }
        catch (Exception failure)
            when (failure is HttpRequestException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            journal.Complain(failure.Message);
        }
    }

    private async Task<bool> AllEnded(CancellationToken cancel)
    {
        var (left, since) = (journal.InFlight, Stopwatch.GetTimestamp());
        while (left > 0)
        {
            await Task.Delay(20, cancel);
            if (journal.InFlight < left)
                (left, since) = (journal.InFlight, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > Patience)
                return false;
        }

        return true;
    }
}
