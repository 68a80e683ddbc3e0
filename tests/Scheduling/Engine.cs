namespace EventDriven.Scheduling.Tests;

public enum Engine
{
    PostgreSql,
    Sqlite,
}
