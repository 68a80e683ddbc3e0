using EventDriven.Operations.Broker;
using EventDriven.Operations.Failed;
using EventDriven.Operations.Orders;
using EventDriven.Operations.Overview;
using EventDriven.Operations.TryIt;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EventDriven.Operations.Pages.Console;

public sealed class IndexModel(
    OperationsDbContext db,
    EndedMinutes ended,
    WaitingMessages failed,
    Management management,
    EntryApiClient entryApi,
    TimeProvider time,
    TroubleFinder finder,
    ILogger<IndexModel> logger
) : PageModel
{
    private const int MostTroubles = 10;

    private static readonly TimeSpan DatabaseTimeout = TimeSpan.FromSeconds(3);

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public IReadOnlyList<StateFigure>? States { get; private set; }

    public IReadOnlyList<EndedMinute>? Minutes { get; private set; }

    public int? Failed { get; private set; }

    public ReplicaFigures? Replicas { get; private set; }

    public IReadOnlyList<QueueFound>? Queues { get; private set; }

    public string? QueuesProblem { get; private set; }

    /// <summary>The troubles of the first stuck orders, each with these orders.</summary>
    public IReadOnlyList<IGrouping<Trouble, TrackedOrder>> Troubles { get; private set; } = [];

    public int Stuck => States?.Sum(state => state.Stuck) ?? 0;

    public bool CanTry => entryApi.IsDevelopment;

    [TempData]
    public Guid? Placed { get; set; }

    [TempData]
    public bool PlacedBurst { get; set; }

    [TempData]
    public string? Refused { get; set; }

    /// <summary>The page names what does not answer, and shows the rest.</summary>
    public async Task OnGetAsync(CancellationToken cancel)
    {
        var queues = ReadQueues(cancel);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(DatabaseTimeout);
        try
        {
            Failed = await failed.CountAsync(timeout.Token);
            var troubles = await finder.ReadAsync(db, Now, timeout.Token);
            var (stuck, _) = await new OrderSearch { OnlyStuck = true }.FindAsync(db, troubles, timeout.Token);
            Troubles = [.. stuck.GroupBy(order => troubles.Of(order)!).Take(MostTroubles)];
            States = await OrderFigures.Read(db, troubles, timeout.Token);
            Minutes = await ended.LastHour(db, timeout.Token);
            Replicas = troubles.Replicas;
        }
        catch (Exception exception) when (WaitingMessages.IsAway(exception) && !cancel.IsCancellationRequested)
        {
            logger.LogWarning(exception, "The overview's figures could not be read");
        }

        await queues;
    }

    public Task<IActionResult> OnPostTryAsync(string? kind, CancellationToken cancel) =>
        Try(async () =>
            Placed = OrderKind.All.SingleOrDefault(known => known.Name == kind) is { } wanted
                ? await entryApi.Place(wanted, cancel)
                : throw new EntryApiException($"No kind of order is called '{kind}'.")
        );

    public Task<IActionResult> OnPostBurstAsync(CancellationToken cancel) =>
        Try(async () =>
        {
            await entryApi.PlaceBurst(cancel);
            PlacedBurst = true;
        });

    private async Task<IActionResult> Try(Func<Task> place)
    {
        if (!CanTry)
            return NotFound();

        try
        {
            await place();
        }
        catch (EntryApiException exception)
        {
            Refused = exception.Message;
        }

        return RedirectToPage();
    }

    private async Task ReadQueues(CancellationToken cancel)
    {
        if (!management.IsThere)
            return;

        try
        {
            Queues =
            [
                .. (await management.Queues(cancel))
                    .Where(queue =>
                        queue is { Exclusive: false, AutoDelete: false }
                        && (!RestsIn(queue.Name) || queue.MessagesReady + queue.MessagesUnacknowledged > 0)
                    )
                    .OrderBy(queue => queue.Name, StringComparer.Ordinal),
            ];
        }
        catch (ManagementException exception)
        {
            QueuesProblem = exception.Message;
        }
    }

    public static bool RestsIn(string queue) => RestingQueues.QueueOf(queue) is not null;
}
