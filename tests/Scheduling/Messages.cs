namespace EventDriven.Scheduling.Tests;

public sealed record SetAlarm
{
    public required Guid AlarmId { get; init; }

    public required DateTime DueAt { get; init; }

    public bool ThenFail { get; init; }
}

public sealed record MoveAlarm
{
    public required Guid AlarmId { get; init; }

    public required DateTime DueAt { get; init; }

    public bool ThenFail { get; init; }
}

public sealed record StopAlarm
{
    public required Guid AlarmId { get; init; }

    public bool ThenFail { get; init; }
}

public sealed record AlarmDue
{
    public required Guid AlarmId { get; init; }
}

/// <summary>Published by the saga when its alarm goes off.</summary>
public sealed record AlarmRang
{
    public required Guid AlarmId { get; init; }
}

/// <summary>Sent to a consumer without a saga, which schedules a <see cref="Note"/>.</summary>
public sealed record SendLater
{
    public required string Text { get; init; }

    public required DateTime DueAt { get; init; }

    public required Uri Destination { get; init; }
}

public sealed record Note
{
    public required string Text { get; init; }
}

/// <summary>Its consumer fails until it has been redelivered twice.</summary>
public sealed record Knock
{
    public required string Text { get; init; }
}
