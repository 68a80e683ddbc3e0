using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using EventDriven.Contracts;
using MassTransit;
using MassTransit.Logging;
using MassTransit.Serialization;

namespace EventDriven.Operations.Failed;

/// <summary>The body of a failed message as text, and its edits.</summary>
internal sealed partial class MessageText
{
    private const string Message = "message";
    private const string Headers = "headers";

    private static readonly JsonDocumentOptions EachMemberOnce = new() { AllowDuplicateProperties = false };

    private static readonly Dictionary<string, Type> Contracts = typeof(Queues)
        .Assembly.GetExportedTypes()
        .Where(type => type.IsDefined(typeof(EntityNameAttribute)))
        .ToDictionary(type => MassTransit.MessageUrn.ForTypeString(type));

    // As the bus, but unknown members are errors: a misspelt optional member would be ignored.
    private static readonly JsonSerializerOptions Strict = new(SystemTextJsonMessageSerializer.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    private readonly byte[] _body;
    private readonly string _messageType;
    private readonly Guid? _orderId;
    private readonly JsonObject? _envelope;
    private IReadOnlySet<string>? _personal;

    public MessageText(FailedMessage failed, byte[]? body = null)
    {
        (_body, _messageType, _orderId) = (body ?? failed.Body, failed.MessageType, failed.OrderId);
        // The outbox stores text in PostgreSQL, which accepts neither.
        IsText = Utf8.IsValid(_body) && !_body.Contains((byte)0);
        _envelope = IsText ? ParseObject(_body) : null;
    }

    /// <summary>Whether it can be sent: the outbox stores text.</summary>
    public bool IsText { get; }

    public bool IsPersonal => _envelope is null || PersonalData.IsIn(_envelope);

    /// <summary>
    /// Whether it is a message of the contracts in an envelope. The console's own commands are excluded, because they
    /// name the operator.
    /// </summary>
    public bool IsEditable =>
        _envelope?[Message] is JsonObject
        && Contracts.TryGetValue(_messageType, out var type)
        && type.Namespace != typeof(Contracts.Operations.ActOnOrder).Namespace;

    /// <summary>The span that sent it, as a <c>traceparent</c>; null if nothing was traced.</summary>
    public string? TraceParent =>
        (_envelope?[Headers] as JsonObject)?[DiagnosticHeaders.ActivityId] is JsonValue said
        && said.TryGetValue(out string? parent)
            ? parent
            : null;

    public string Show(bool isRevealed) =>
        _envelope is null
            ? isRevealed
                ? Encoding.UTF8.GetString(_body)
                : $"{_body.Length} bytes that are not JSON. They may contain personal data."
            : (isRevealed ? _envelope : PersonalData.Mask(_envelope)).ToJsonString(Json.Indented);

    /// <summary>A text that belongs to the message, such as the exception's, with personal data masked.</summary>
    public string Hide(string said) =>
        PersonalData.Mask(
            said,
            _personal ??= _envelope is null ? new HashSet<string>() : PersonalData.TextsIn(_envelope)
        );

    /// <summary>The message without its envelope, for the form. A value that stays masked is not changed.</summary>
    public string ToEdit(bool isRevealed) =>
        (isRevealed ? _envelope! : PersonalData.Mask(_envelope!))[Message]!.ToJsonString(Json.Indented);

    /// <summary>
    /// The body for a retry, with the edited message (JSON) in it if there is one; null with the problem in a sentence.
    /// Without the redelivery count, so that a retry has all its attempts.
    /// </summary>
    public (byte[]? Body, string Problem) ToRetry(string? edited)
    {
        if (edited is not null)
            return Edit(edited);
        if (!IsText)
            return (null, "A message whose body is not text cannot be retried.");
        var isRedelivered = (_envelope?[Headers] as JsonObject)?.ContainsKey(MessageHeaders.RedeliveryCount) == true;
        return (isRedelivered ? Written() : _body, "");
    }

    private (byte[]? Body, string Problem) Edit(string edited)
    {
        if (!IsEditable)
            return (
                null,
                "This message is not one of the contracts, or is one of the console's own: retry it unchanged."
            );

        var contract = Contracts[_messageType];
        JsonNode? message;
        try
        {
            message = JsonNode.Parse(edited);
            if (message is not JsonObject)
                return (null, "The message must be a JSON object: { ... }.");

            // Visits each member, which finds duplicate ones.
            message = PersonalData.Unmask(message, _envelope![Message]);
        }
        catch (JsonException exception)
        {
            return (
                null,
                $"This is not JSON. Line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}: "
                    + Sentence(exception.Message)
            );
        }
        catch (ArgumentException exception)
        {
            return (null, $"A member occurs twice: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            return (null, @"The text contains half a character (\ud800 to \udfff without its other half).");
        }

        try
        {
            var said = message.Deserialize(contract, Strict)!;
            // A message must not act on another order.
            if (
                _orderId is { } orderId
                && contract.GetProperty("OrderId")?.GetValue(said) is Guid other
                && other != orderId
            )
                return (null, $"The message belongs to the order {orderId}; its order cannot be changed.");
        }
        catch (JsonException exception)
        {
            var member = exception.Path is null or "$" ? "" : $"{exception.Path[2..]}: ";
            return (null, $"The message does not match {contract.Name}. {member}{Sentence(exception.Message)}");
        }

        return JsonNode.DeepEquals(message, _envelope![Message])
            ? (null, "The message was not changed.")
            : (Written(message), "");
    }

    private byte[] Written(JsonNode? edited = null)
    {
        var envelope = _envelope!.DeepClone().AsObject();
        if (edited is not null)
            envelope[Message] = edited;
        (envelope[Headers] as JsonObject)?.Remove(MessageHeaders.RedeliveryCount);
        return Encoding.UTF8.GetBytes(envelope.ToJsonString(Json.Readable));
    }

    private static JsonObject? ParseObject(byte[] body)
    {
        try
        {
            var node = JsonNode.Parse(body, documentOptions: EachMemberOnce);
            // Writing it finds duplicate members and invalid characters.
            return node?.ToJsonString() is null ? null : node as JsonObject;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // Without the path and the namespaces of types.
    private static string Sentence(string message) =>
        NameSpaces().Replace(ForProgrammers().Replace(message, ""), "").Trim();

    [GeneratedRegex(@"( Path: | LineNumber: ).*$", RegexOptions.Singleline)]
    private static partial Regex ForProgrammers();

    [GeneratedRegex(@"\b(EventDriven|System)(\.\w+)*\.(?=\w)")]
    private static partial Regex NameSpaces();
}
