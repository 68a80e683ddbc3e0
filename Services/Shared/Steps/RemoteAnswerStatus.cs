namespace EventDriven.Steps;

/// <summary>What a remote party did.</summary>
public enum RemoteAnswerStatus
{
    /// <summary>It performed the action.</summary>
    Done,

    /// <summary>It performed the action, and wants a person to review it.</summary>
    NeedsReview,

    /// <summary>It did nothing.</summary>
    Refused,
}
