using System.Text.Json;
using EventDriven.Operations.Failed;
using EventDriven.Operations.Security;

namespace EventDriven.Operations.Orders;

/// <summary>The messages of an order, masked, and what the saga made of each. tests/Explorer replays them.</summary>
internal static class OrderMessages
{
    public static readonly JsonSerializerOptions Options = new(Json.Indented)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(OperationsService.Path + "/orders/{id:guid}/messages.json", DownloadAsync)
            .RequireAuthorization(ConsoleSecurity.Operator)
            .ExcludeFromDescription();

    public static object Export(TrackedOrder order, List<TrackedLine> lines, List<HistoryEntry> history) =>
        new
        {
            Format = 1,
            order.OrderId,
            order.MachineVersion,
            order.Epoch,
            order.SubmittedAt,
            Lines = lines.OrderBy(line => line.Number).Select(line => new { line.Sku, line.Quantity }),
            Missing = Enumerable
                .Range(1, order.Sequence)
                .Except(
                    from entry in history
                    where entry.Message is not null || entry.Event == nameof(SubmitOrder)
                    select entry.Sequence
                ),
            Entries = history
                .OrderBy(entry => entry.Sequence)
                .Select(entry => new
                {
                    entry.Sequence,
                    entry.Event,
                    Message = PersonalData.MaskTexts(entry.Message, "orderId", "step", "sku", "amount", "currency"),
                    entry.From,
                    entry.State,
                    entry.Step,
                    entry.Attempt,
                    entry.MaxAttempts,
                    entry.Undo,
                }),
        };

    private static async Task<IResult> DownloadAsync(Guid id, OperationsDbContext db, CancellationToken cancel) =>
        await db.TrackedOrders.FindAsync([id], cancel) is { } order
            ? Results.Json(
                Export(
                    order,
                    await db.TrackedLines.Where(line => line.OrderId == id).ToListAsync(cancel),
                    await db
                        .HistoryEntries.Where(entry => entry.OrderId == id && entry.Epoch == order.Epoch)
                        .ToListAsync(cancel)
                ),
                Options
            )
            : Results.NotFound();
}
