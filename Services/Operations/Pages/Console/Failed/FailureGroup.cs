namespace EventDriven.Operations.Pages.Console.Failed;

/// <summary>Failed messages of one queue, type and exception.</summary>
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
