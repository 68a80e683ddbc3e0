namespace EventDriven.Operations.Domain;

public static class FailedMessageStatus
{
    public const string Waiting = nameof(Waiting);

    public const string PutBack = nameof(PutBack);

    public const string PutBackEdited = nameof(PutBackEdited);

    public const string Discarded = nameof(Discarded);
}
