namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>One failure in the list of a message's failures.</summary>
public sealed record FailureAttempt(
    Guid Id,
    string Queue,
    string RestedIn,
    string ExceptionType,
    DateTimeOffset FailedAt,
    string Status,
    Guid? ActionId
);
