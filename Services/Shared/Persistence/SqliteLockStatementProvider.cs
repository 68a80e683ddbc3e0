namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Adds no lock clause, because a writing SQLite transaction locks the whole file. Derive from it to change the
/// statements.
/// </summary>
public class SqliteLockStatementProvider : SqlLockStatementProvider
{
    /// <summary>For the tables of the model.</summary>
    /// <param name="enableSchemaCaching">Has no effect.</param>
    public SqliteLockStatementProvider(bool enableSchemaCaching = true)
        : base(null) { }

    /// <inheritdoc/>
    protected override string Columns => "*";

    /// <inheritdoc/>
    protected override string LockClause => "";
}
