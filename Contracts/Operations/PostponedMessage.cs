namespace EventDriven.Contracts.Operations;

/// <summary>
/// A message of an order that has failed several times, because of itself, and is delivered again later.
/// </summary>
public sealed record PostponedMessage
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Its type, such as AuthorisePayment.</summary>
    public required string Type { get; init; }

    /// <summary>Such as payments.</summary>
    public required string Queue { get; init; }

    /// <summary>How often it has failed.</summary>
    public required int Failures { get; init; }

    /// <summary>When it is delivered again (UTC).</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>Of the latest failure, in words, such as "the remote party is unavailable for this request".</summary>
    public required string Reason { get; init; }
}
