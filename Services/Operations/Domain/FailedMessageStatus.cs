namespace EventDriven.Operations.Domain;

/// <summary>What has been decided on a failed message, as its row says it.</summary>
public static class FailedMessageStatus
{
    /// <summary>Nothing yet.</summary>
    public const string Waiting = nameof(Waiting);

    /// <summary>It went back to its queue as it was.</summary>
    public const string PutBack = nameof(PutBack);

    /// <summary>It went back to its queue with another body.</summary>
    public const string PutBackEdited = nameof(PutBackEdited);

    /// <summary>It is not sent again.</summary>
    public const string Discarded = nameof(Discarded);
}
