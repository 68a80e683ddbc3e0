using System.Net.Mime;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EventDriven.Contracts;
using EventDriven.Operations.Failed;
using EventDriven.Operations.Security;

namespace EventDriven.Operations.Orders;

/// <summary>
/// An order's messages without personal data, as the explorer's <c>--replay</c> reads them. The explorer makes the
/// SubmitOrder, whose other members are personal, of the lines.
/// </summary>
internal sealed record RecordedLife
{
    private static readonly JsonSerializerOptions Options = new(Json.Indented)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public int Format { get; init; } = 1;

    public required Guid OrderId { get; init; }

    public int? MachineVersion { get; init; }

    public DateTimeOffset SubmittedAt { get; init; }

    public required IReadOnlyList<OrderLine> Lines { get; init; }

    /// <summary>Why it cannot be replayed as a whole, in sentences.</summary>
    public required IReadOnlyList<string> Missing { get; init; }

    public required IReadOnlyList<RecordedEntry> Entries { get; init; }

    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints
            .MapGet(
                $"{OperationsService.Path}/orders/{{id:guid}}/messages.json",
                async (Guid id, OperationsDbContext db, CancellationToken cancel) =>
                    await db.TrackedOrders.FindAsync([id], cancel) is { } order
                        ? Results.File(
                            Of(
                                    order,
                                    await db.TrackedLines.Where(line => line.OrderId == id).ToListAsync(cancel),
                                    await db.HistoryEntries.Where(entry => entry.OrderId == id).ToListAsync(cancel)
                                )
                                .ToJson(),
                            MediaTypeNames.Application.Json,
                            $"order-{id}.json"
                        )
                        : Results.NotFound()
            )
            .RequireAuthorization(ConsoleSecurity.Operator)
            .ExcludeFromDescription();

    public static RecordedLife Of(TrackedOrder order, IEnumerable<TrackedLine> lines, IEnumerable<HistoryEntry> history)
    {
        RecordedEntry[] entries = [.. history.OrderBy(entry => entry.Sequence).Select(Entry)];
        return new()
        {
            OrderId = order.OrderId,
            MachineVersion = order.MachineVersion,
            SubmittedAt = order.SubmittedAt,
            Lines =
            [
                .. lines
                    .OrderBy(line => line.Number)
                    .Select(line => new OrderLine { Sku = line.Sku, Quantity = line.Quantity }),
            ],
            Missing =
            [
                .. Enumerable
                    .Range(1, order.Sequence)
                    .Except(entries.Select(entry => entry.Sequence))
                    .Select(sequence => $"Entry {sequence} has not arrived."),
                .. entries
                    .Where(entry => entry is { Message: null, Event: not nameof(SubmitOrder) })
                    .Select(entry => $"Entry {entry.Sequence} has no message: an older version published it."),
            ],
            Entries = entries,
        };
    }

    public static RecordedLife Parse(string json) => JsonSerializer.Deserialize<RecordedLife>(json, Options)!;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Options);

    private static RecordedEntry Entry(HistoryEntry entry) =>
        new(
            entry.Sequence,
            entry.Event,
            entry.Message is null
                ? null
                : PersonalData.MaskTexts(JsonNode.Parse(entry.Message)!, "step", "sku", "currency"),
            entry.From,
            entry.State,
            entry.Step,
            entry.Attempt,
            entry.MaxAttempts,
            entry.Undo
        );
}

/// <param name="Message">Null for SubmitOrder and from older versions.</param>
/// <param name="Step">The command that was sent; null if none was.</param>
internal sealed record RecordedEntry(
    int Sequence,
    string? Event,
    JsonNode? Message,
    string? From,
    string State,
    string? Step,
    int? Attempt,
    int? MaxAttempts,
    string? Undo
);
