namespace EventDriven.Load.Floors.Bare;

/// <summary>
/// A message as it goes over the broker: the fields of MassTransit's envelope, so that it is about as large.
/// </summary>
internal sealed record Envelope<T>
{
    public required Guid MessageId { get; init; }

    public Guid? RequestId { get; init; }

    public Guid? CorrelationId { get; init; }

    public required Guid ConversationId { get; init; }

    public Guid? InitiatorId { get; init; }

    public required string SourceAddress { get; init; }

    public required string DestinationAddress { get; init; }

    public string? ResponseAddress { get; init; }

    public string? FaultAddress { get; init; }

    public required string[] MessageType { get; init; }

    public required T Message { get; init; }

    public DateTime? ExpirationTime { get; init; }

    public required DateTime SentTime { get; init; }

    public Dictionary<string, string> Headers { get; init; } = [];

    public required EnvelopeHost Host { get; init; }
}
