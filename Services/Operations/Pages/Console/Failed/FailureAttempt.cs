namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>One failure of a message, as far as a list of them shows it.</summary>
/// <param name="Id">The id that it was taken in under.</param>
/// <param name="Queue">Where it failed.</param>
/// <param name="RestedIn">Where it rested.</param>
/// <param name="ExceptionType">What went wrong.</param>
/// <param name="FailedAt">When (UTC).</param>
/// <param name="Status">What was decided.</param>
/// <param name="ActionId">The operator's action that did so.</param>
public sealed record FailureAttempt(
    Guid Id,
    string Queue,
    string RestedIn,
    string ExceptionType,
    DateTimeOffset FailedAt,
    string Status,
    Guid? ActionId
);
