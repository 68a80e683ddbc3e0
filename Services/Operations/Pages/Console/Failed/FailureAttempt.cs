namespace EventDriven.Operations.Pages.Console.Failed;

public sealed record FailureAttempt(
    Guid Id,
    string Queue,
    string RestedIn,
    string ExceptionType,
    DateTimeOffset FailedAt,
    string Status,
    Guid? ActionId
);
