using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using EventDriven.Contracts;
using EventDriven.Operations.Domain;
using MassTransit;
using MassTransit.Serialization;

namespace EventDriven.Operations.Failed;

/// <summary>The body of a failed message as text: what it says, and what it may be changed to.</summary>
internal sealed partial class MessageText
{
    private const string Message = "message";
    private const string Headers = "headers";

    private static readonly JsonDocumentOptions EachMemberOnce = new() { AllowDuplicateProperties = false };

    private static readonly Dictionary<string, Type> Contracts = typeof(Queues)
        .Assembly.GetExportedTypes()
        .Where(type => type.IsDefined(typeof(EntityNameAttribute)))
        .ToDictionary(type => MassTransit.MessageUrn.ForTypeString(type), StringComparer.Ordinal);

    // As the bus reads it, and stricter with what a person has typed: a misspelt optional member would be silently left
    // out.
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

    public MessageText(FailedMessage failed)
        : this(failed, failed.Body) { }

    /// <summary>What a failed message said, or was put back as.</summary>
    public MessageText(FailedMessage failed, byte[] body)
    {
        (_body, _messageType, _orderId) = (body, failed.MessageType, failed.OrderId);
        // PostgreSQL holds no such text, and an outbox is made of it.
        IsText = Utf8.IsValid(_body) && !_body.Contains((byte)0);
        _envelope = IsText ? ParseObject(_body) : null;
    }

    /// <summary>Whether it can be sent at all: what goes through the outbox is text.</summary>
    public bool IsText { get; }

    /// <summary>Whether it is JSON.</summary>
    public bool IsJson => _envelope is not null;

    /// <summary>Whether somebody's personal data are in it. Of what is no JSON nobody knows.</summary>
    public bool IsPersonal => _envelope is null || PersonalData.IsIn(_envelope);

    /// <summary>
    /// Whether what it says can be edited: it is a message of the contracts in its envelope, and none of the console's
    /// own, which say who asked.
    /// </summary>
    public bool IsEditable =>
        _envelope?[Message] is JsonObject
        && Contracts.TryGetValue(_messageType, out var type)
        && type.Namespace != typeof(Contracts.Operations.ActOnOrder).Namespace;

    /// <summary>The whole body for people to read.</summary>
    /// <param name="isRevealed">Whether personal data are shown.</param>
    public string Show(bool isRevealed) =>
        _envelope is null
            ? isRevealed
                ? Encoding.UTF8.GetString(_body)
                : $"{_body.Length} bytes that are no JSON. They may hold personal data."
            : (isRevealed ? _envelope : PersonalData.Mask(_envelope)).ToJsonString(Json.Indented);

    /// <summary>
    /// A text that came with the message, such as what the exception said, without what is known to be personal in it.
    /// </summary>
    public string Hide(string said) =>
        PersonalData.Mask(
            said,
            _personal ??= _envelope is null ? new HashSet<string>() : PersonalData.TextsIn(_envelope)
        );

    /// <summary>
    /// The body as it was, but that it has not been redelivered yet: it is to be tried as often as any other, now and
    /// later.
    /// </summary>
    public byte[] AsNew() =>
        _envelope?[Headers] is JsonObject headers && headers.ContainsKey(MessageHeaders.RedeliveryCount)
            ? Written(_envelope.DeepClone().AsObject())
            : _body;

    /// <summary>
    /// What the message says, without its envelope, to be edited. What is masked in it and left so stays as it is.
    /// </summary>
    /// <param name="isRevealed">Whether personal data are shown.</param>
    public string ToEdit(bool isRevealed) =>
        (isRevealed ? _envelope! : PersonalData.Mask(_envelope!))[Message]!.ToJsonString(Json.Indented);

    /// <summary>The body with another message in its envelope.</summary>
    /// <param name="edited">What it is to say, as JSON.</param>
    /// <param name="problem">What is wrong with that, when it is not taken.</param>
    /// <returns>The body; null when it is not taken.</returns>
    public byte[]? With(string edited, out string problem)
    {
        if (!IsEditable)
        {
            problem =
                "This is no message of the contracts, or one of the console's own: it can only be put back as it is.";
            return null;
        }

        JsonNode? message;
        try
        {
            message = JsonNode.Parse(edited);
            if (message is not JsonObject)
            {
                problem = "The message is to be a JSON object: { ... }.";
                return null;
            }

            // Each member is looked at: only then does a member show that is there twice.
            message = PersonalData.Unmask(message, _envelope![Message]);
        }
        catch (JsonException exception)
        {
            problem =
                $"This is no JSON. Line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}: {Sentence(exception.Message)}";
            return null;
        }
        catch (ArgumentException exception)
        {
            problem = $"A member is there twice: {exception.Message}";
            return null;
        }
        catch (InvalidOperationException)
        {
            problem = @"Half a character is in it (\ud800 to \udfff, without its other half), which is no text.";
            return null;
        }

        try
        {
            var said = message.Deserialize(Contracts[_messageType], Strict)!;
            // What each order's effects are rests on its messages' being its own.
            if (
                _orderId is { } orderId
                && said.GetType().GetProperty("OrderId")?.GetValue(said) is Guid other
                && other != orderId
            )
            {
                problem = $"The message is of the order {orderId}, and cannot be made one of another.";
                return null;
            }
        }
        catch (JsonException exception)
        {
            var member = exception.Path is null or "$" ? "" : $"{exception.Path[2..]}: ";
            problem =
                $"The message is not what {Contracts[_messageType].Name} asks for. {member}{Sentence(exception.Message)}";
            return null;
        }

        if (JsonNode.DeepEquals(message, _envelope![Message]))
        {
            problem = "Nothing in it was changed.";
            return null;
        }

        var envelope = _envelope.DeepClone().AsObject();
        envelope[Message] = message;
        problem = "";
        return Written(envelope);
    }

    private static byte[] Written(JsonObject envelope)
    {
        (envelope[Headers] as JsonObject)?.Remove(MessageHeaders.RedeliveryCount);
        return Encoding.UTF8.GetBytes(envelope.ToJsonString(Json.Readable));
    }

    private static JsonObject? ParseObject(byte[] body)
    {
        try
        {
            var node = JsonNode.Parse(body, documentOptions: EachMemberOnce);
            // Written once, so that what is wrong with it shows here.
            return node?.ToJsonString() is null ? null : node as JsonObject;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // Without what follows for programmers: the path, which has been said, and the names of types.
    private static string Sentence(string message) =>
        NameSpaces().Replace(ForProgrammers().Replace(message, ""), "").Trim();

    [GeneratedRegex(@"( Path: | LineNumber: ).*$", RegexOptions.Singleline)]
    private static partial Regex ForProgrammers();

    [GeneratedRegex(@"\b(EventDriven|System)(\.\w+)*\.(?=\w)")]
    private static partial Regex NameSpaces();
}
