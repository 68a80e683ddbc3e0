namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>Loads without a clause: SQLite has no row locks, and a transaction that writes holds the whole file from its beginning.</summary>
public sealed class SqliteLockStatementProvider : SqlLockStatementProvider
{
    /// <summary>For the tables that the model names.</summary>
    public SqliteLockStatementProvider()
        : base(null)
    {
    }

    /// <inheritdoc/>
    protected override string Columns => "*";

    /// <inheritdoc/>
    protected override string LockClause => "";
}
