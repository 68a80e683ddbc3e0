namespace EventDriven.AllInOne;

/// <summary>Something to say in place of starting.</summary>
/// <param name="Text">What to say.</param>
/// <param name="IsError">Whether what was asked cannot be done.</param>
internal sealed record Answer(string Text, bool IsError)
{
    /// <summary>Says it, and tells the exit code.</summary>
    public int Say()
    {
        (IsError ? Console.Error : Console.Out).WriteLine(Text);
        return IsError ? 2 : 0;
    }
}
