namespace EventDriven.Sagas;

/// <summary>One entry of an order's history, as OrderMeter counts it.</summary>
/// <param name="TimeInState">The time since the order entered the state before; null for the first entry.</param>
/// <param name="AskedFor">The step that the order began to wait for, or whose command was sent again.</param>
/// <param name="Late">The step whose last attempt had no answer in time; null otherwise.</param>
internal readonly record struct OrderChange(
    string From,
    string To,
    TimeSpan? TimeInState,
    string? AskedFor,
    string? Late
)
{
    public bool IsMove => From != To;
}
