namespace EventDriven.Steps;

/// <summary>How a step ended, and the event that answers the command.</summary>
public sealed record StepOutcome
{
    private StepOutcome(string name, object? answer) => (Name, Answer) = (name, answer);

    internal string Name { get; }

    internal object? Answer { get; }

    /// <summary>An event of the contracts answers the command.</summary>
    public static StepOutcome Of(object answer) => new(answer.GetType().Name, answer);

    /// <summary>No event answers. The name is the participant's own.</summary>
    public static StepOutcome Unanswered(string name) => new(name, answer: null);
}
