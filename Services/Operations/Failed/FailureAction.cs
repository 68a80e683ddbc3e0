namespace EventDriven.Operations.Failed;

/// <summary>What an operator can do with failed messages, as OperatorAction names it.</summary>
public static class FailureAction
{
    /// <summary>Sends them to the queues that they failed in, as they were.</summary>
    public const string PutBack = nameof(PutBack);

    /// <summary>Sends one to the queue that it failed in, with another body.</summary>
    public const string PutBackEdited = nameof(PutBackEdited);

    /// <summary>Never sends them again.</summary>
    public const string Discard = nameof(Discard);

    /// <summary>Shows the personal data in a body.</summary>
    public const string Reveal = nameof(Reveal);
}
