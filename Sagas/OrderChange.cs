namespace EventDriven.Sagas;

/// <summary>One entry of an order's history, as OrderMeter counts it.</summary>
/// <param name="TimeInState">In the state before; null for the first entry.</param>
/// <param name="AskedFor">The step whose command was sent, if one was.</param>
/// <param name="Late">The step whose last attempt had no answer in time, if there is one.</param>
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
