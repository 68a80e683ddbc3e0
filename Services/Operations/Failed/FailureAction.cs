namespace EventDriven.Operations.Failed;

public static class FailureAction
{
    public const string PutBack = nameof(PutBack);

    public const string PutBackEdited = nameof(PutBackEdited);

    public const string Discard = nameof(Discard);

    public const string Reveal = nameof(Reveal);
}
