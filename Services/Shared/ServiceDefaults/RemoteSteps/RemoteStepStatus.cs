namespace EventDriven.ServiceDefaults.RemoteSteps;

/// <summary>Where one step of one order stands with a remote party. Kept in the database by name.</summary>
public enum RemoteStepStatus
{
    /// <summary>
    /// The remote party is about to be asked, or was and the answer is not known: to be asked again under the same key.
    /// </summary>
    Requested,

    /// <summary>The remote party did it.</summary>
    Done,

    /// <summary>The remote party did it, and wants a person to look at it.</summary>
    NeedsReview,

    /// <summary>The remote party refused.</summary>
    Refused,

    /// <summary>The step's undo came first, or overtook it: refused here, whatever the remote party answers.</summary>
    Barred,
}
