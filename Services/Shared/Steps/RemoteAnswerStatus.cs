namespace EventDriven.Steps;

/// <summary>What a remote party did.</summary>
public enum RemoteAnswerStatus
{
    /// <summary>It did what it was asked for.</summary>
    Done,

    /// <summary>It did it, and wants a person to review it.</summary>
    NeedsReview,

    /// <summary>It did nothing.</summary>
    Refused,
}
