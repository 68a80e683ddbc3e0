using System.Text.Json;
using System.Text.Json.Nodes;
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

    /// <summary>"Missing": the entries that have not arrived, or have no message.</summary>
    public static object Export(TrackedOrder order, List<TrackedLine> lines, List<HistoryEntry> history) =>
        new
        {
            Format = 1,
            order.OrderId,
            order.MachineVersion,
            order.SubmittedAt,
            Lines = lines.OrderBy(line => line.Number).Select(line => new { line.Sku, line.Quantity }),
            Missing = Enumerable
                .Range(1, order.Sequence)
                .Except(history.Where(IsWhole).Select(entry => entry.Sequence)),
            Entries = history
                .OrderBy(entry => entry.Sequence)
                .Select(entry => new
                {
                    entry.Sequence,
                    entry.Event,
                    Message = Mask(entry.Message),
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
                    await db.HistoryEntries.Where(entry => entry.OrderId == id).ToListAsync(cancel)
                ),
                Options
            )
            : Results.NotFound();

    // The replay makes the SubmitOrder of the lines.
    private static bool IsWhole(HistoryEntry entry) => entry.Message is not null || entry.Event == nameof(SubmitOrder);

    private static JsonNode? Mask(string? message) =>
        message is null ? null : PersonalData.MaskTexts(JsonNode.Parse(message)!, "step", "sku", "amount", "currency");
}
