using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.Operations.Orders;

namespace EventDriven.Explorer.Lives;

/// <summary>The messages of one order and what became of it with each, as the console exports them.</summary>
internal sealed record RecordedLife
{
    public required int Format { get; init; }

    public required int? MachineVersion { get; init; }

    /// <summary>Above 1 if the order began again, and these are the messages since then.</summary>
    public int? Epoch { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }

    public required IReadOnlyList<OrderLine> Lines { get; init; }

    public required IReadOnlyList<RecordedEntry> Entries { get; init; }

    /// <exception cref="FormatException">The text is no recorded life.</exception>
    public static RecordedLife Parse(string json)
    {
        try
        {
            var life = JsonSerializer.Deserialize<RecordedLife>(json, OrderMessages.Options);
            return life is { Format: 1 }
                ? life
                : throw new FormatException("Only format 1 of an order's messages is known.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"This is no export of an order's messages: {exception.Message}", exception);
        }
    }
}

/// <param name="Event">The message's name in the contracts.</param>
/// <param name="Message">Null for SubmitOrder, and if an older version published the entry.</param>
/// <param name="Step">The command that was sent, by its name; null if none was.</param>
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
