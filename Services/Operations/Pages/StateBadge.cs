namespace EventDriven.Operations.Pages;

public static class StateBadge
{
    /// <summary>Its CSS class: good (completed), bad (failed), warn (waits for an operator or is undone).</summary>
    public static string Class(string state) =>
        state switch
        {
            OrderStates.Completed => "good",
            OrderStates.Rejected or OrderStates.CompensationFailed => "bad",
            OrderStates.AwaitingReview or OrderStates.Compensating or OrderStates.Cancelled => "warn",
            _ => "",
        };
}
