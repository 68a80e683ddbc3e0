using EventDriven.EntryApi.Domain;
using EventDriven.Explorer.Worlds;
using EventDriven.Inventory.Domain;
using EventDriven.Operations.Domain;
using EventDriven.Sagas;
using EventDriven.SimulatedParties;
using EventDriven.Steps;

namespace EventDriven.Explorer.Stores;

/// <summary>What is compared: everything about the order, in the model or in the stores.</summary>
internal sealed record Snapshot
{
    public required OrderState? Order { get; init; }

    public required IEnumerable<OrderHistoryEntry> History { get; init; }

    public required int Inbox { get; init; }

    public required IEnumerable<Message> Outbox { get; init; }

    public required IEnumerable<Message> Deadlines { get; init; }

    public required Product Product { get; init; }

    public required Reservation? Reservation { get; init; }

    /// <summary>By the queue of the service.</summary>
    public required IReadOnlyDictionary<string, IEnumerable<StepRecord>> Steps { get; init; }

    public required ProviderPayment? Payment { get; init; }

    public required CarrierParcel? Parcel { get; init; }

    public required IEnumerable<string> Mails { get; init; }

    public required Network Network { get; init; }

    /// <summary>Commands whose consumers have not ended.</summary>
    public required IEnumerable<Message> Calls { get; init; }

    public required string? EndedAs { get; init; }

    public required string? Refusal { get; init; }

    public required IEnumerable<TimelineEntry> Timeline { get; init; }

    public required TrackedOrder? Tracked { get; init; }

    public required IEnumerable<HistoryEntry> ConsoleHistory { get; init; }

    /// <summary>What the two differ in, as lines; none if they are alike.</summary>
    public static IReadOnlyList<string> Compare(Snapshot model, Snapshot stores)
    {
        List<string> inModel = [.. model.Lines()];
        List<string> inStores = [];
        foreach (var line in stores.Lines())
        {
            if (!inModel.Remove(line))
                inStores.Add(line);
        }

        return [.. inModel.Select(line => $"model:  {line}"), .. inStores.Select(line => $"stores: {line}")];
    }

    private IEnumerable<string> Lines() =>
        [
            .. Of("order", [Order]),
            .. Of("history", History),
            $"inbox: {Inbox} rows",
            .. Of("stored", Outbox),
            .. Of("deadline", Deadlines),
            .. Of("stock", [Product, Reservation]),
            .. Steps.SelectMany(steps => Of($"step of {steps.Key}", steps.Value)),
            .. Of("provider", [Payment, .. Payment?.Entries ?? [], .. Payment?.Requests ?? []]),
            .. Of("carrier", [Parcel, .. Parcel?.Entries ?? [], .. Parcel?.Requests ?? []]),
            .. Mails.Select(mail => $"mail: {mail}"),
            .. Network.InFlight.SelectMany(entry => Of($"in flight, {entry.Copies} copies", [entry.Message])),
            .. Of("call", Calls),
            $"entry API: ended as {EndedAs}, cancellation refused: {Refusal}",
            .. Of("entry API", Timeline),
            .. Of("console", [Tracked]),
            .. Of("console", ConsoleHistory),
        ];

    private static IEnumerable<string> Of(string what, IEnumerable<object?> rows) =>
        rows.OfType<object>().Select(row => $"{what}: {Content.Of(row)}");

    private IEnumerable<string> Of(string what, IEnumerable<Message> messages) =>
        messages.Select(message => $"{what}: {message.Label}{Deadline(message)} {Content.Of(message.Body)}");

    private string Deadline(Message message) =>
        message.Token is null ? ""
        : message.Token == Order?.DeadlineTokenId ? " (the present deadline)"
        : " (an earlier deadline)";
}
