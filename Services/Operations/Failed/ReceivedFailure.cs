using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using EventDriven.Operations.Domain;
using EventDriven.ServiceDefaults;
using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;

namespace EventDriven.Operations.Failed;

/// <summary>
/// A message as it is delivered from the queue in which it rests, and what its headers and its body, if that is an
/// envelope, say of it.
/// </summary>
internal sealed class ReceivedFailure
{
    private const string Deaths = "x-death";

    // What is read again with the pages; deeper than this is no header that anybody set.
    private const int DeepestHeader = 32;

    private readonly string? _note;
    private readonly JsonObject _headers;
    private readonly JsonNode? _envelope;
    private readonly byte[] _body;
    private readonly string _contentType;
    private readonly string _queue;
    private readonly string _restedIn;

    public ReceivedFailure(ReceiveContext context, string queue, string restedIn)
    {
        (_queue, _restedIn) = (queue, restedIn);
        _body = context.GetBody();
        _headers = [];
        // The last of a name: what the transport tells of itself comes first, and a header may be called the same.
        foreach (
            var (name, value) in context.TransportHeaders.GetAll().OrderBy(header => header.Key, StringComparer.Ordinal)
        )
        {
            if (!FailureHeaders.IsOfTheDelivery(name))
                _headers[name] = ToJson(value);
        }

        _envelope = Parse(_body);
        _contentType = $"{context.ContentType}";
        MessageId = ToGuid(_headers[MessageHeaders.MessageId]) ?? ToGuid(Part(_envelope, "messageId"));
        OriginalMessageId = ToGuid(Part(Part(_envelope, "headers"), MessageHeaders.OriginalMessageId))
            ?? ToGuid(_headers[MessageHeaders.OriginalMessageId])
            ?? MessageId;
        // Nothing tells two failures of one message in memory apart, and that transport acknowledges nothing that it
        // could deliver again.
        Id = context is RabbitMqBasicConsumeContext ? IdOf() : Guid.CreateVersion7();
        IsFirstDelivery = !context.Redelivered;
    }

    /// <summary>What nothing can be made of but its body, which is what may not be lost.</summary>
    /// <param name="body">The body.</param>
    /// <param name="queue">The queue that it failed in.</param>
    /// <param name="restedIn">The queue that it is taken from.</param>
    /// <param name="note">Why there is no more.</param>
    public ReceivedFailure(byte[] body, string queue, string restedIn, string note)
    {
        (_body, _queue, _restedIn, _note) = (body, queue, restedIn, note);
        (_headers, _contentType) = ([], "");
        // Rather there twice, should it be delivered again after all, than one for two that differ in what could not be
        // read.
        Id = Guid.CreateVersion7();
    }

    /// <summary>The id of this failure, the same each time that it is delivered.</summary>
    public Guid Id { get; private set; }

    /// <summary>
    /// Whether a message that is there already under its id is another, alike to the letter: of those without an id
    /// there can be many.
    /// </summary>
    public bool IsAnotherAlike => MessageId is null && IsFirstDelivery;

    /// <summary>The message's own id; null when it has none.</summary>
    public Guid? MessageId { get; }

    /// <summary>The id that it had before it was redelivered under others; null when it has none.</summary>
    public Guid? OriginalMessageId { get; }

    /// <summary>
    /// Whether it is a question whose asker has gone: no failure, and nothing that anybody could make up for.
    /// </summary>
    public bool HasExpired => FirstDeath is { } death && (string?)Part(death, "reason") == "expired";

    private JsonNode? FirstDeath => _headers[Deaths] is JsonArray { Count: > 0 } deaths ? deaths[0] : null;

    private bool IsFirstDelivery { get; }

    /// <summary>Gives it an id that no other has.</summary>
    public void TakeNewId() => Id = Guid.CreateVersion7();

    /// <summary>The row to keep.</summary>
    /// <param name="now">When it is taken in.</param>
    /// <param name="putBacks">How often in a row it was put back before as it was.</param>
    public FailedMessage ToRow(DateTimeOffset now, int putBacks)
    {
        var said = Text(_headers[MessageHeaders.FaultMessage]) ?? WhyWithoutException();
        var row = new FailedMessage
        {
            Id = Id,
            Queue = _queue,
            RestedIn = _restedIn,
            MessageType = Fit(
                Text(Part(_envelope, "messageType") is JsonArray { Count: > 0 } types ? types[0] : null) ?? "",
                200
            ),
            MessageId = MessageId,
            // Without an id it is put back under its row's.
            OriginalMessageId = OriginalMessageId ?? Id,
            OrderId = ToGuid(Part(Part(_envelope, "message"), "orderId")),
            ExceptionType = Fit(Text(_headers[MessageHeaders.FaultExceptionType]) ?? "", 300),
            ExceptionMessage = said,
            StackTrace = Text(_headers[MessageHeaders.FaultStackTrace]),
            Headers = Storable(_headers.ToJsonString(Json.Readable)),
            ContentType = Fit(_contentType, 100),
            Body = _body,
            FailedAt = ToTime(_headers[MessageHeaders.FaultTimestamp]) ?? ToTime(Part(FirstDeath, "time")) ?? now,
            TakenInAt = now,
            PutBacks = putBacks,
            Status = FailedMessageStatus.Waiting,
        };
        row.MaskedMessage = said is null ? null : new MessageText(row).Hide(said);
        return row;
    }

    // What was put back and failed again the same way within the same second, says so in a header.
    private Guid IdOf()
    {
        string[] parts =
        [
            _restedIn,
            $"{MessageId}",
            .. new[] { MessageHeaders.FaultTimestamp, MessageHeaders.Reason, Deaths, FailureHeaders.PutBackOf }.Select(
                name => _headers[name]?.ToJsonString() ?? ""
            ),
        ];
        return HashedId.Of(parts, _body);
    }

    private string? WhyWithoutException()
    {
        if (_note is not null)
            return _note;
        if (_restedIn == RestingQueues.DeadLettersOf(_queue))
            return $"The broker gave the message up: {Text(Part(FirstDeath, "reason")) ?? "it was delivered too often"}.";
        return _restedIn == RestingQueues.SkippedOf(_queue) ? $"Nobody who reads {_queue} handles this message." : null;
    }

    private static JsonNode? ToJson(object? value, int depth = 0) =>
        value switch
        {
            _ when depth > DeepestHeader => throw new JsonException("A header holds more than can be read."),
            null => null,
            byte[] bytes => JsonValue.Create(Encoding.UTF8.GetString(bytes)),
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            int or long or short or byte or sbyte or uint or ushort => JsonValue.Create(
                Convert.ToInt64(value, CultureInfo.InvariantCulture)
            ),
            double number when double.IsFinite(number) => JsonValue.Create(number),
            AmqpTimestamp time => ToJson(time),
            IDictionary<string, object?> table => new JsonObject(
                table
                    .OrderBy(entry => entry.Key, StringComparer.Ordinal)
                    .Select(entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value, depth + 1)))
            ),
            IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(item => ToJson(item, depth + 1))]),
            _ => JsonValue.Create(Convert.ToString(value, CultureInfo.InvariantCulture)),
        };

    // Seconds by the protocol; who counts in milliseconds is past the year 9999 by them, and the number is what there
    // is to show.
    private static JsonValue ToJson(AmqpTimestamp time) =>
        time.UnixTime >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
        && time.UnixTime <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? JsonValue.Create(DateTimeOffset.FromUnixTimeSeconds(time.UnixTime).ToString("O"))
            : JsonValue.Create(time.UnixTime);

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

    // Only looking into it finds that JSON has a member twice, or half a character (below).
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

    // PostgreSQL's texts hold neither the character 0 nor half a character.
    private static string Storable(string text) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
