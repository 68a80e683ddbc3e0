namespace EventDriven.Sagas;

/// <summary>What the saga knows about one step.</summary>
/// <param name="Participant">As the history and the console name it.</param>
/// <param name="ToDo">The end of "Waiting for Inventory to ...".</param>
/// <param name="Send">Sends its command; null if an operator performs the step.</param>
internal sealed record OrderStepDeclaration(
    string Participant,
    string ToDo,
    Func<BehaviorContext<OrderState>, Task>? Send
)
{
    public bool IsReview => Send is null;

    public OrderStep? UndoneBy { get; init; }

    /// <summary>Whether the console shows <see cref="SagaOptions.MaxAttempts" /> as the limit of attempts.</summary>
    public bool HasAttempts { get; init; } = Send is not null;
}
