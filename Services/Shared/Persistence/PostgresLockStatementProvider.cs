namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Locks with <c>SELECT ... FOR UPDATE</c>, in one round trip. Derive from it to change the statements.
/// </summary>
public class PostgresLockStatementProvider : SqlLockStatementProvider
{
    /// <summary>For tables in the schema of the model, or in the connection's default schema.</summary>
    /// <param name="enableSchemaCaching">Has no effect.</param>
    public PostgresLockStatementProvider(bool enableSchemaCaching = true)
        : base(null) { }

    /// <summary>For tables in <paramref name="schemaName"/> if the model names no schema.</summary>
    public PostgresLockStatementProvider(string schemaName, bool enableSchemaCaching = true)
        : base(schemaName) { }

    /// <summary>Includes the system column xmin, a possible concurrency token, because * leaves it out.</summary>
    protected override string Columns => "*, xmin";

    /// <inheritdoc/>
    protected override string LockClause => " FOR UPDATE";
}
