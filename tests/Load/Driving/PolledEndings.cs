using System.Diagnostics;

namespace EventDriven.Load.Driving;

/// <summary>
/// Sees ends by asking the API for every order that has none yet, again and again: where no broker can be listened to.
/// </summary>
internal sealed class PolledEndings : IEndings
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);
    private static readonly string[] FinalStates = ["Completed", "Rejected", "Cancelled"];

    private readonly OrderClient _orders;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _polling;
    private Journal? _journal;

    public PolledEndings(OrderClient orders)
    {
        _orders = orders;
        _polling = Poll(_stopping.Token);
    }

    public string Method =>
        "from 202 received until GET /orders/{id} showed the final state, each order being asked for about every "
        + "50 ms, up to 8 at once";

    public void TellTo(Journal journal) => Volatile.Write(ref _journal, journal);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        try
        {
            await _polling;
        }
        catch (OperationCanceledException)
        {
            // Asked to stop, and it has.
        }

        _stopping.Dispose();
    }

    private async Task Poll(CancellationToken cancel)
    {
        while (true)
        {
            var began = Stopwatch.GetTimestamp();
            if (Volatile.Read(ref _journal) is { } journal)
            {
                var open = journal.Open.OrderBy(order => order.Accepted);
                await Parallel.ForEachAsync(
                    open,
                    new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancel },
                    async (order, stop) =>
                    {
                        try
                        {
                            if (await _orders.State(order.Id, stop) is { } state && FinalStates.Contains(state))
                                journal.End(order.Id, state, messageId: null);
                        }
                        catch (HttpRequestException failure)
                        {
                            journal.Complain($"GET /orders/{order.Id}: {failure.Message}"); // Asked for again.
                        }
                    }
                );
            }

            var rest = Interval - Stopwatch.GetElapsedTime(began);
            await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.FromMilliseconds(1), cancel);
        }
    }
}
