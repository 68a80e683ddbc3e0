using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using EventDriven.Contracts;
using MassTransit;
using RabbitMQ.Client;

namespace EventDriven.Operations.Failed;

/// <summary>A message as delivered from an error, skipped or dead-letter queue.</summary>
/// <param name="note">The reason why the body is all that could be read.</param>
internal sealed class ReceivedFailure(byte[] body, string queue, string restedIn, string? note = null)
{
    private const string Deaths = "x-death";

    // The headers are parsed again for the pages, with this limit.
    private const int DeepestHeader = 32;

    private readonly JsonObject _headers = [];
    private readonly JsonNode? _envelope;
    private readonly string _contentType = "";

    public ReceivedFailure(ReceiveContext context, string queue, string restedIn)
        : this(context.GetBody(), queue, restedIn)
    {
        // The last value of a name counts: the transport's own headers come first.
        foreach (
            var (name, value) in context.TransportHeaders.GetAll().OrderBy(header => header.Key, StringComparer.Ordinal)
        )
        {
            if (!FailureHeaders.IsOfTheDelivery(name))
                _headers[name] = ToJson(value);
        }

        _envelope = Parse(context.GetBody());
        _contentType = $"{context.ContentType}";
        MessageId = ToGuid(_headers[MessageHeaders.MessageId]) ?? ToGuid(Part(_envelope, "messageId"));
        OriginalMessageId = ToGuid(Part(Part(_envelope, "headers"), MessageHeaders.OriginalMessageId))
            ?? ToGuid(_headers[MessageHeaders.OriginalMessageId])
            ?? MessageId;
        // In memory, two failures of one message cannot be told apart, and there are no redeliveries.
        if (context is RabbitMqBasicConsumeContext)
            Id = IdOf();
        IsAnotherAlike = MessageId is null && !context.Redelivered;
    }

    /// <summary>The same for each delivery of the failure; new when only the body could be read.</summary>
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    /// <summary>
    /// Whether a row of the same id is another message with the same content: messages without an id can be identical.
    /// </summary>
    public bool IsAnotherAlike { get; }

    public Guid? MessageId { get; }

    public Guid? OriginalMessageId { get; }

    /// <summary>Whether it is a request whose timeout has passed, and no failure.</summary>
    public bool HasExpired =>
        Queues.HasRequests(queue) && restedIn == RestingQueues.DeadLettersOf(queue) && ReasonOfDeath == "expired";

    private string? ReasonOfDeath => Text(Part(FirstDeath, "reason"));

    private JsonNode? FirstDeath => _headers[Deaths] is JsonArray { Count: > 0 } deaths ? deaths[0] : null;

    public void TakeNewId() => Id = Guid.CreateVersion7();

    public FailedMessage ToRow(DateTimeOffset now, int putBacks)
    {
        var said = note ?? Text(_headers[MessageHeaders.FaultMessage]) ?? WhyWithoutException();
        var row = new FailedMessage
        {
            Id = Id,
            Queue = queue,
            RestedIn = restedIn,
            MessageType = Fit(
                Text(Part(_envelope, "messageType") is JsonArray { Count: > 0 } types ? types[0] : null) ?? "",
                200
            ),
            MessageId = MessageId,
            // A message without an id is retried under the id of its row.
            OriginalMessageId = OriginalMessageId ?? Id,
            OrderId = ToGuid(Part(Part(_envelope, "message"), "orderId")),
            ExceptionType = Fit(Text(_headers[MessageHeaders.FaultExceptionType]) ?? "", 300),
            ExceptionMessage = said,
            StackTrace = Text(_headers[MessageHeaders.FaultStackTrace]),
            Headers = Storable(_headers.ToJsonString(Json.Readable)),
            ContentType = Fit(_contentType, 100),
            Body = body,
            FailedAt = ToTime(_headers[MessageHeaders.FaultTimestamp]) ?? ToTime(Part(FirstDeath, "time")) ?? now,
            TakenInAt = now,
            PutBacks = putBacks,
            Status = FailedMessageStatus.Waiting,
        };
        row.MaskedMessage = said is null ? null : new MessageText(row).Hide(said);
        return row;
    }

    // The header of a retry distinguishes failures within the same second.
    private Guid IdOf()
    {
        string[] parts =
        [
            restedIn,
            $"{MessageId}",
            .. new[] { MessageHeaders.FaultTimestamp, MessageHeaders.Reason, Deaths, FailureHeaders.PutBackOf }.Select(
                name => _headers[name]?.ToJsonString() ?? ""
            ),
        ];
        return HashedId.Of(parts, body);
    }

    private string? WhyWithoutException()
    {
        if (restedIn == RestingQueues.DeadLettersOf(queue))
            return $"Dead-lettered by the broker: {ReasonOfDeath ?? "too many deliveries"}."
                + ReasonOfDeath switch
                {
                    "expired" => " It waited longer than its own time to live, or than a policy allows.",
                    "maxlen" => " A policy limits the length of the queue.",
                    "delivery_limit" => " It was returned to the queue too often.",
                    _ => "",
                };
        return restedIn == RestingQueues.SkippedOf(queue) ? $"No consumer of {queue} handles this message." : null;
    }

    private static JsonNode? ToJson(object? value, int depth = 0) =>
        value switch
        {
            _ when depth > DeepestHeader => throw new JsonException("A header is nested too deeply."),
            null => null,
            byte[] bytes => Encoding.UTF8.GetString(bytes),
            string text => text,
            bool flag => flag,
            int or long or short or byte or sbyte or uint or ushort => Convert.ToInt64(
                value,
                CultureInfo.InvariantCulture
            ),
            double number when double.IsFinite(number) => number,
            AmqpTimestamp time => ToJson(time),
            IDictionary<string, object?> table => new JsonObject(
                table
                    .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value, depth + 1)))
            ),
            IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(item => ToJson(item, depth + 1))]),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture),
        };

    // AMQP counts seconds. Milliseconds are out of range, and shown as a number.
    private static JsonNode ToJson(AmqpTimestamp time) =>
        time.UnixTime >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
        && time.UnixTime <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(time.UnixTime).ToString("O")
            : time.UnixTime;

    private static JsonNode? Parse(byte[] body)
    {
        try
        {
            return Utf8.IsValid(body) ? JsonNode.Parse(body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Reading a member throws for duplicate members and invalid characters.
    private static JsonNode? Part(JsonNode? node, string name)
    {
        try
        {
            return node is JsonObject found ? found[name] : null;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node)
    {
        try
        {
            return node is JsonValue value && value.TryGetValue<string>(out var text) ? Storable(text) : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static Guid? ToGuid(JsonNode? node) => Guid.TryParse(Text(node), out var id) ? id : null;

    private static DateTimeOffset? ToTime(JsonNode? node) =>
        DateTimeOffset.TryParse(
            Text(node),
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var at
        )
            ? at
            : null;

    private static string Fit(string text, int length) => Storable(text.Length <= length ? text : text[..length]);

    // PostgreSQL stores neither NUL nor unpaired surrogates.
    private static string Storable(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
