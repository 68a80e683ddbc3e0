namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>Loads and locks with <c>SELECT ... FOR UPDATE</c>, in one round trip.</summary>
public sealed class PostgresLockStatementProvider : SqlLockStatementProvider
{
    /// <summary>For tables in the schema that the model names, or in the connection's default schema.</summary>
    public PostgresLockStatementProvider()
        : base(null)
    {
    }

    /// <summary>For tables in <paramref name="schemaName"/> where the model names no schema.</summary>
    public PostgresLockStatementProvider(string schemaName)
        : base(schemaName)
    {
    }

    /// <summary>xmin is a system column, which * leaves out, and which an entity may map as its concurrency token.</summary>
    protected override string Columns => "*, xmin";

    /// <inheritdoc/>
    protected override string LockClause => " FOR UPDATE";
}
