namespace EventDriven.Scheduling.Tests;

internal sealed record Sound(
    string What,
    string Process,
    Guid? MessageId = null,
    int Redelivery = 0,
    Guid? ConversationId = null,
    string? Header = null
);
