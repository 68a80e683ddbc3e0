namespace EventDriven.Contracts;

/// <summary>An amount of money: never negative, with at most the decimal places of the currency's minor unit.</summary>
public sealed record Money
{
    /// <summary>The amount in the currency's major unit, such as 59.80.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The ISO 4217 code, such as EUR.</summary>
    public required string Currency { get; init; }

    /// <summary>Amount and code, as people write it: "59.80 EUR".</summary>
    public override string ToString() => FormattableString.Invariant($"{Amount:0.00} {Currency}");
}
