using System.Collections.Concurrent;
using System.Net.Http.Json;

namespace EventDriven.EndToEnd.Tests.Hosting;

/// <summary>
/// Customers that place orders of every kind in turn, and an operator who decides on those that wait for review. An
/// order that is refused is not placed again; a decision is, until it is accepted.
/// </summary>
/// <param name="deployment">Where they order.</param>
/// <param name="name">What their ids begin with, so that their orders are known from those of others.</param>
internal sealed class Customers(Deployment deployment, string name)
{
    /// <summary>Placed in turn; the names are the ends that they may come to.</summary>
    private static readonly (PlacedOrder Order, string MayEnd)[] Kinds =
    [
        (new PlacedOrder("MUG-STONE-BLUE", Quantity: 2), "Completed"),
        (new PlacedOrder("TEA-ASSAM-250", Token: "tok_declined"), "Rejected"),
        (new PlacedOrder("BOOK-SAGA-PB", Quantity: 3, Token: "tok_flaky"), "Completed"),
        (new PlacedOrder("MUG-STONE-BLUE", Token: Reviewed), "Completed"),
        (new PlacedOrder("TEA-ASSAM-250", Token: "tok_capture_fails"), "Rejected"),
        (new PlacedOrder("TEA-ASSAM-250"), "Completed"),
        (new PlacedOrder("MUG-STONE-BLUE", PostalCode: "00000"), "Rejected"),
        (new PlacedOrder("CLOCK-WALL-RED"), "Rejected"),
        (new PlacedOrder("BOOK-SAGA-PB", Token: Reviewed, PostalCode: ChangesItsMind), "Cancelled"),
        // The provider answers after the first deadline; with an outage on top it may be given up.
        (new PlacedOrder("MUG-STONE-BLUE", Token: "tok_late"), "Completed or Rejected"),
    ];

    private const string Reviewed = "tok_review";
    private const string ChangesItsMind = "10117";

    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Guid, string> _accepted = [];
    private readonly ConcurrentBag<Refusal> _refused = [];
    private readonly List<Task> _decisions = [];
    private readonly ConcurrentDictionary<Guid, string> _undecided = [];
    private int _count;

    /// <summary>How many orders were placed, accepted or not.</summary>
    public int Placed => _count;

    /// <summary>The orders that were answered 202, each with its customer.</summary>
    public IReadOnlyDictionary<Guid, string> Accepted => _accepted;

    /// <summary>Every answer that was not 2xx, to an order, a look at one or a decision.</summary>
    public IReadOnlyCollection<Refusal> Refused => _refused;

    /// <summary>Whether a customer is one of these.</summary>
    public bool Include(string customerId) => customerId.StartsWith($"{name}-", StringComparison.Ordinal);

    /// <summary>What a customer ordered, and the ends that it may come to.</summary>
    public (PlacedOrder Order, string MayEnd) OrderOf(string customerId) =>
        Kinds[
            int.Parse(customerId.AsSpan(name.Length + 1), System.Globalization.CultureInfo.InvariantCulture)
                % Kinds.Length
        ];

    /// <summary>
    /// Places orders at a steady pace; those that wait for a decision get it whenever they are so far.
    /// </summary>
    public async Task Order(int count, TimeSpan every, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(every);
        var placing = new List<Task>();
        for (var i = 0; i < count; i++)
        {
            placing.Add(Place($"{name}-{_count++}", cancel));
            await timer.WaitForNextTickAsync(cancel);
        }

        await Task.WhenAll(placing);
    }

    /// <summary>Returns when every decision that was needed has been accepted.</summary>
    /// <exception cref="TimeoutException">
    /// It names the orders that still wait, and the state that each was last seen in.
    /// </exception>
    public async Task Decided(TimeSpan within, CancellationToken cancel)
    {
        Task[] decisions;
        lock (_decisions)
            decisions = [.. _decisions];
        try
        {
            await Task.WhenAll(decisions).WaitAsync(within, cancel);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"Not decided within {within}: {string.Join(", ", _undecided.Select(of => $"{of.Key} is {of.Value}"))}"
            );
        }
    }

    private async Task Place(string customerId, CancellationToken cancel)
    {
        var order = OrderOf(customerId).Order with { CustomerId = customerId };
        var entryApi = deployment.EntryApis[_count % deployment.EntryApis.Count];
        using var answer = await entryApi.TryPlace(order, cancel);
        if (!answer.IsSuccessStatusCode)
        {
            _refused.Add(Refusal.Of(answer));
            return;
        }

        var id = (await answer.Content.ReadFromJsonAsync<OrderSnapshot>(cancel))!.OrderId;
        _accepted[id] = customerId;
        if (order.Token != Reviewed)
            return;

        lock (_decisions)
            _decisions.Add(Decide(id, order, cancel));
    }

    private async Task Decide(Guid id, PlacedOrder order, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(LooksEvery);
        _undecided[id] = "unseen";
        do
        {
            await timer.WaitForNextTickAsync(cancel);
        } while (!await IsDecided(id, order, cancel));
        _undecided.TryRemove(id, out _);
    }

    private async Task<bool> IsDecided(Guid id, PlacedOrder order, CancellationToken cancel)
    {
        using var seen = await deployment.Orders.TryGet(id, cancel);
        if (!Noted(seen))
            return false;

        var snapshot = (await seen.Content.ReadFromJsonAsync<OrderSnapshot>(cancel))!;
        _undecided[id] = snapshot.State;
        if (snapshot.HasEnded)
            return true; // Too early: the end is not what it must be, and the test says so.
        if (snapshot.State != "AwaitingReview")
            return false;

        using var decided =
            order.PostalCode == ChangesItsMind
                ? await deployment.Orders.TryCancel(id, cancel)
                : await deployment.Orders.TryApprove(id, cancel);
        return Noted(decided);
    }

    private bool Noted(HttpResponseMessage answer)
    {
        if (!answer.IsSuccessStatusCode)
            _refused.Add(Refusal.Of(answer));
        return answer.IsSuccessStatusCode;
    }
}
