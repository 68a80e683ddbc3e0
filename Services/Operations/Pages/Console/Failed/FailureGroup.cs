namespace EventDriven.Operations.Pages.Console.Failed;

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
