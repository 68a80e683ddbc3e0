namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>Failed messages of one kind that failed in one place for one reason.</summary>
/// <param name="Queue">Where they failed.</param>
/// <param name="RestedIn">Where they rested.</param>
/// <param name="MessageType">What they are.</param>
/// <param name="ExceptionType">What went wrong.</param>
/// <param name="Said">What was said of the latest.</param>
/// <param name="Count">How many wait.</param>
/// <param name="Oldest">When the oldest failed.</param>
/// <param name="Newest">When the latest failed.</param>
public sealed record FailureGroup(
    string Queue,
    string RestedIn,
    string MessageType,
    string ExceptionType,
    string? Said,
    int Count,
    DateTimeOffset Oldest,
    DateTimeOffset Newest
);
