using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Metadata;
using MassTransit.Middleware;
using MassTransit.Serialization;

namespace EventDriven.Scheduling;

/// <summary>A row as MassTransit's pipe for stored messages reads it.</summary>
internal sealed class StoredMessage(ScheduledMessageRow row) : OutboxMessageContext
{
    public long SequenceNumber => 0;

    public Guid MessageId => row.MessageId;

    Guid? MessageContext.MessageId => row.MessageId;

    public Guid? RequestId => row.RequestId;

    public Guid? CorrelationId => row.CorrelationId;

    public Guid? ConversationId => row.ConversationId;

    public Guid? InitiatorId => row.InitiatorId;

    public DateTime? ExpirationTime => row.ExpiresAt;

    public Uri? SourceAddress => row.SourceAddress;

    public Uri DestinationAddress => row.DestinationAddress;

    public Uri? ResponseAddress => row.ResponseAddress;

    public Uri? FaultAddress => row.FaultAddress;

    public DateTime? SentTime => null;

    [field: MaybeNull]
    public Headers Headers => field ??= new DictionarySendHeaders(Read<object?>(row.Headers));

    public HostInfo Host => HostMetadataCache.Host;

    public string ContentType => row.ContentType;

    public string MessageType => row.MessageType;

    public string Body => row.Body;

    [field: MaybeNull]
    public IReadOnlyDictionary<string, object> Properties => field ??= Read<object>(row.Properties);

    private static Dictionary<string, T> Read<T>(string? json) =>
        SystemTextJsonMessageSerializer.Instance.DeserializeDictionary<T>(json) ?? [];
}
