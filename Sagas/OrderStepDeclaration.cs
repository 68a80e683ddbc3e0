namespace EventDriven.Sagas;

/// <summary>What the saga knows about one step.</summary>
/// <param name="Participant">Who performs it, in the words of the history and the console.</param>
/// <param name="ToDo">What the participant does, as the end of "Waiting for Inventory to ...".</param>
/// <param name="Send">Sends its command; null if nothing is sent.</param>
internal sealed record OrderStepDeclaration(
    string Participant,
    string ToDo,
    Func<BehaviorContext<OrderState>, Task>? Send
)
{
    /// <summary>Whether an operator performs it: nothing is sent, and the wait is a review.</summary>
    public bool IsReview => Send is null;

    /// <summary>The step that undoes it; null if nothing does.</summary>
    public OrderStep? UndoneBy { get; init; }

    /// <summary>
    /// Whether the console shows <see cref="SagaOptions.MaxAttempts" /> as the limit of attempts; never for a review.
    /// </summary>
    public bool HasAttempts { get; init; } = Send is not null;
}
