namespace EventDriven.Operations.Domain;

/// <summary>An operator's action; never changed.</summary>
public sealed class OperatorAction
{
    /// <summary>The longest subject, in characters: OpenID Connect Core 1.0, section 2.</summary>
    public const int LongestOperator = 255;

    /// <summary>The same for a form that is posted twice.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The subject of the operator's token.</summary>
    public required string Operator { get; init; }

    public required string Action { get; init; }

    public Guid? OrderId { get; init; }

    public required string Reason { get; init; }

    public required string Outcome { get; init; }
}
