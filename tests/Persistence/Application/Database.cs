namespace EventDriven.Persistence.Tests.Application;

public enum Database
{
    PostgreSql,
    Sqlite,
}
