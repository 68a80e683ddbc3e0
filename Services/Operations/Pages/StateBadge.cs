using EventDriven.Operations.Orders;

namespace EventDriven.Operations.Pages;

/// <summary>How the badge of a state looks.</summary>
public static class StateBadge
{
    /// <summary>
    /// Its class: good for the end that was wanted, bad for what needs somebody or was refused, warn for what waits for
    /// a person or turns back.
    /// </summary>
    public static string Class(string state) =>
        state switch
        {
            OrderStates.Completed => "good",
            OrderStates.Rejected or OrderStates.CompensationFailed => "bad",
            OrderStates.AwaitingReview or OrderStates.Compensating or OrderStates.Cancelled => "warn",
            _ => "",
        };
}
