using System.Reflection;
using System.Text.Json;
using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.Steps;

/// <summary>
/// One step of one order in a participant's database. The primary key (OrderId, Step) makes the step idempotent across
/// replicas, and each copy of the command gets the recorded answer.
/// </summary>
public sealed class StepRecord
{
    /// <summary>The outcome of an action whose undo came first: it is never performed.</summary>
    public const string Superseded = "Superseded";

    private static readonly Dictionary<string, Type> Answers = typeof(Queues)
        .Assembly.ExportedTypes.Where(type => type.IsDefined(typeof(EntityNameAttribute)))
        .ToDictionary(type => type.Name);

    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>The step's name, such as "Authorise".</summary>
    public required string Step { get; init; }

    /// <summary>Of the order, when the latest command for the step was sent: see <see cref="Epochs" />.</summary>
    public int Epoch { get; internal set; } = 1;

    /// <summary>
    /// The name of the answering event, <see cref="Superseded" />, or the participant's own word if no event answers.
    /// Null while the step is in progress. Set once.
    /// </summary>
    public string? Outcome { get; private set; }

    /// <summary>The answering event as JSON, if there is one.</summary>
    public string? Answer { get; private set; }

    /// <summary>The MessageId of the answer, by which the receivers' inboxes ignore duplicates.</summary>
    public Guid AnswerId { get; init; } = Guid.CreateVersion7();

    /// <summary>The request to a remote party as JSON; null if the command adds nothing to the key.</summary>
    public string? Request { get; init; }

    /// <summary>Until when (UTC) one copy of the command may perform the step alone; null for most steps.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>When the step was first requested, or superseded (UTC).</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>When the outcome was recorded (UTC).</summary>
    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary>The undo is confirmed: the answer no longer holds.</summary>
    internal bool IsUndone { get; set; }

    /// <summary>For the calls of a remote party.</summary>
    public string IdempotencyKey => $"{OrderId}:{Step}";

    /// <summary>The request that the first command recorded.</summary>
    public T ReadRequest<T>() =>
        JsonSerializer.Deserialize<T>(Request ?? "null")
        ?? throw new InvalidOperationException($"{Step} of order {OrderId} has no request.");

    /// <summary>The answer to publish; null if no event answers.</summary>
    /// <param name="superseded">Makes the answer of a step that was superseded or undone.</param>
    public StepAnswer? ToAnswer(Func<object>? superseded)
    {
        if (IsUndone || Outcome == Superseded)
            return superseded is null ? null : new StepAnswer(AnswerId, superseded());
        if (Answer is null)
            return null;
        try
        {
            return Answers.TryGetValue(Outcome!, out var type)
                ? new StepAnswer(AnswerId, JsonSerializer.Deserialize(Answer, type)!)
                : throw Unreadable(cause: null);
        }
        catch (JsonException exception)
        {
            throw Unreadable(exception);
        }
    }

    private InvalidOperationException Unreadable(Exception? cause) =>
        new(
            $"{Step} of order {OrderId} was answered with {Outcome}, which this version cannot read. "
                + "Deploy the version that recorded it, and retry the message.",
            cause
        );

    internal void End(StepOutcome outcome, DateTimeOffset now)
    {
        Outcome = outcome.Name;
        Answer = outcome.Answer is { } answer ? JsonSerializer.Serialize(answer, answer.GetType()) : null;
        (LeasedUntil, AnsweredAt) = (null, now);
    }
}
