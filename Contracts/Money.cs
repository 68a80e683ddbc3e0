namespace EventDriven.Contracts;

/// <summary>Never negative, with at most the currency's decimal places.</summary>
public sealed record Money
{
    /// <summary>In the currency's major unit, such as 59.80.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 code, such as EUR.</summary>
    public required string Currency { get; init; }

    /// <summary>Such as "59.80 EUR".</summary>
    public override string ToString() => FormattableString.Invariant($"{Amount:0.00} {Currency}");
}
