namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>The databases that this integration speaks to.</summary>
internal enum DatabaseKind
{
    Postgres,
    Sqlite,
}
