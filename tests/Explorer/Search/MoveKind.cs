namespace EventDriven.Explorer.Search;

/// <summary>What can happen next in a world.</summary>
internal enum MoveKind
{
    /// <summary>A message is consumed: committed, its messages sent, and acknowledged.</summary>
    Deliver,

    /// <summary>The broker has a second copy of a message: one was not acknowledged in time.</summary>
    Repeat,

    /// <summary>A consumer handles a message and dies before it commits: nothing has happened.</summary>
    CrashBeforeCommit,

    /// <summary>
    /// A consumer commits and dies, or does not learn the outcome of its commit: nothing is sent or acknowledged.
    /// </summary>
    CrashAfterCommit,

    /// <summary>A remote step records its request, and its call takes time.</summary>
    Begin,

    /// <summary>The party serves the request of a step that has begun.</summary>
    Call,

    /// <summary>The step's outcome is recorded and published, and the command acknowledged.</summary>
    Finish,

    /// <summary>The consumer dies, or gives up, before it has recorded the outcome of a call.</summary>
    Lose,

    /// <summary>The relay sends a stored message.</summary>
    Relay,

    /// <summary>The relay sends a stored message and dies before it has removed it.</summary>
    RelayAndCrash,

    /// <summary>A deadline passes.</summary>
    Fire,

    /// <summary>Cleanup removes the inbox rows of the saga.</summary>
    ForgetInbox,

    /// <summary>The client or an operator asks for a cancellation.</summary>
    Cancel,

    /// <summary>An operator approves the payment.</summary>
    Approve,

    /// <summary>An operator rejects the payment.</summary>
    Reject,

    /// <summary>An operator has the step's command sent again.</summary>
    AskAgain,

    /// <summary>An operator resumes a compensation.</summary>
    Resume,

    /// <summary>An operator gives a dispatch up.</summary>
    GiveUpDispatch,

    /// <summary>The saga's database is backed up.</summary>
    BackUp,

    /// <summary>
    /// The saga's database becomes its backup, or an empty one. Messages in flight stay, and stored messages are sent
    /// again.
    /// </summary>
    Restore,

    /// <summary>The entry API has noticed that the saga lost the order, or a part of its history.</summary>
    SubmitAgain,
}
