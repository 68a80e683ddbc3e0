namespace EventDriven.Contracts;

/// <summary>Epochs of orders, as commands to participants and their answers have them.</summary>
public static class Epochs
{
    /// <summary>
    /// Header of a command from an order whose epoch is above 1, and of each answer: the epoch. Above 1, a recorded
    /// answer is published under another id for each command. The saga ignores answers to an earlier epoch.
    /// </summary>
    public const string Header = "Order-Epoch";
}
