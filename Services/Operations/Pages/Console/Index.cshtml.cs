using System.Data.Common;
using EventDriven.Operations.Broker;
using EventDriven.Operations.Overview;
using EventDriven.Operations.TryIt;
using EventDriven.ServiceDefaults;
using EventDriven.ServiceDefaults.Replicas;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Pages.Console;

/// <summary>Where all orders stand, at a glance.</summary>
public sealed class IndexModel(
    OperationsDbContext db,
    EndedMinutes ended,
    Management management,
    EntryApiClient entryApi,
    TimeProvider time,
    IOptions<ReplicaReportOptions> reports,
    ILogger<IndexModel> logger
) : PageModel
{
    /// <summary>A database that does not answer by then is shown as one that is away.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>When the page was made (UTC).</summary>
    public DateTimeOffset Now { get; } = time.GetUtcNow();

    /// <summary>The orders on their way; null when the database is away.</summary>
    public IReadOnlyList<StateFigure>? States { get; private set; }

    /// <summary>The ends of the last hour; null when the database is away.</summary>
    public IReadOnlyList<EndedMinute>? Minutes { get; private set; }

    /// <summary>The processes; null when the database is away.</summary>
    public ReplicaFigures? Replicas { get; private set; }

    /// <summary>The broker's queues; null when it was not said.</summary>
    public IReadOnlyList<QueueFound>? Queues { get; private set; }

    /// <summary>Why no queues are shown.</summary>
    public string? QueuesProblem { get; private set; }

    /// <summary>How many orders are stuck.</summary>
    public int Stuck => States?.Sum(state => state.Stuck) ?? 0;

    /// <summary>After how long a process that says nothing is taken to be away.</summary>
    public TimeSpan SilentAfter => reports.Value.SilentAfter;

    /// <summary>Whether orders can be placed from here.</summary>
    public bool CanTry => entryApi.IsDevelopment;

    /// <summary>The order that was just placed.</summary>
    [TempData]
    public Guid? Placed { get; set; }

    /// <summary>Whether a burst of them was.</summary>
    [TempData]
    public bool PlacedBurst { get; set; }

    /// <summary>Why none was.</summary>
    [TempData]
    public string? Refused { get; set; }

    /// <summary>The page of the management UI that shows a queue.</summary>
    public string QueuePage(string queue) => management.QueuePage(queue);

    /// <summary>Reads everything; what is away is left out, and said.</summary>
    public async Task OnGetAsync(CancellationToken cancel)
    {
        var queues = ReadQueues(cancel);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            States = await OrderFigures.Read(db, Now, patience.Token);
            Minutes = await ended.LastHour(db, patience.Token);
            Replicas = await ReplicaFigures.Read(db, SilentAfter, Now, patience.Token);
        }
        catch (Exception exception) when (IsAway(exception) && !cancel.IsCancellationRequested)
        {
            logger.LogWarning(exception, "The overview's figures could not be read");
        }

        await queues;
    }

    /// <summary>Places an order of a kind.</summary>
    public Task<IActionResult> OnPostTryAsync(string? kind, CancellationToken cancel) =>
        Try(async () =>
            Placed = OrderKind.All.SingleOrDefault(known => known.Name == kind) is { } wanted
                ? await entryApi.Place(wanted, cancel)
                : throw new EntryApiException($"No kind of order is called '{kind}'.")
        );

    /// <summary>Places a hundred.</summary>
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
                    .Where(queue => IsOfInterest(queue))
                    .OrderBy(queue => queue.Name, StringComparer.Ordinal),
            ];
        }
        catch (ManagementException exception)
        {
            QueuesProblem = exception.Message;
        }
    }

    // Where messages rest is of interest when one does; what a connection keeps for itself is not.
    private static bool IsOfInterest(QueueFound queue) =>
        !queue.Exclusive
        && !queue.AutoDelete
        && (!RestsIn(queue.Name) || queue.MessagesReady + queue.MessagesUnacknowledged > 0);

    /// <summary>Whether messages come to rest in a queue, and nobody reads it.</summary>
    public static bool RestsIn(string queue) => RestingQueues.QueueOf(queue) is not null;

    // Npgsql wraps what it takes for passing in an InvalidOperationException.
    private static bool IsAway(Exception exception) =>
        exception is DbException or OperationCanceledException
        || exception is InvalidOperationException { InnerException: DbException };
}
