namespace EventDriven.Conformance.Tests.Application;

public enum Database
{
    PostgreSql,
    Sqlite,
}
