using System.Text.Json;
using EventDriven.Contracts.Inventory;

namespace EventDriven.Inventory.Domain;

/// <summary>
/// The guard of one step of one order: written in the transaction of the step's effect, so that the effect is made
/// once, and holding the answer, so that whoever asks again is told the same.
/// </summary>
public sealed class Step
{
    /// <summary>The order.</summary>
    public required Guid OrderId { get; init; }

    /// <summary>Which step.</summary>
    public required StepKind Kind { get; init; }

    /// <summary>How it ended.</summary>
    public StepOutcome Outcome { get; private set; } = StepOutcome.Claimed;

    /// <summary>The MessageId of the answer, each time that it is given: who has it already drops it.</summary>
    public Guid AnswerId { get; init; } = Guid.CreateVersion7();

    /// <summary>The answer, as JSON.</summary>
    public string Answer { get; private set; } = "";

    /// <summary>When the step was first asked for (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Decides the step.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="answer">The event that says so; of the outcome's type.</param>
    public Step Decide(StepOutcome outcome, object answer)
    {
        Outcome = outcome;
        Answer = JsonSerializer.Serialize(answer, AnswerType);
        return this;
    }

    /// <summary>The event that answers whoever asked for the step.</summary>
    public object ReadAnswer() =>
        JsonSerializer.Deserialize(Answer, AnswerType)
        ?? throw new InvalidOperationException($"Step {Kind} of order {OrderId} has no answer.");

    private Type AnswerType =>
        Outcome switch
        {
            StepOutcome.Reserved => typeof(StockReserved),
            StepOutcome.StockShort or StepOutcome.Barred => typeof(StockShort),
            StepOutcome.Released or StepOutcome.NothingHeld => typeof(StockReleased),
            StepOutcome.Committed => typeof(StockCommitted),
            _ => throw new InvalidOperationException($"Step {Kind} of order {OrderId} is not decided."),
        };
}
