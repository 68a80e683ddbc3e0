namespace EventDriven.Operations.Domain;

/// <summary>What an operator did: who, when, why, and what came of it. Written once and never changed.</summary>
public sealed class OperatorAction
{
    /// <summary>The longest subject, in characters: OpenID Connect Core 1.0, section 2.</summary>
    public const int LongestOperator = 255;

    /// <summary>The action; the same for one that is asked for twice.</summary>
    public required Guid Id { get; init; }

    /// <summary>When it was asked for (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who, by the subject of their token.</summary>
    public required string Operator { get; init; }

    /// <summary>What.</summary>
    public required string Action { get; init; }

    /// <summary>The order that it was about, if it was about one.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>Why, in the operator's words.</summary>
    public required string Reason { get; init; }

    /// <summary>What came of it, in a sentence.</summary>
    public required string Outcome { get; init; }
}
