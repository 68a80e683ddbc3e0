namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Loads without a clause: SQLite has no row locks, and a transaction that writes holds the whole file from its
/// beginning. Derive from it to write the statements differently.
/// </summary>
public class SqliteLockStatementProvider : SqlLockStatementProvider
{
    /// <summary>For the tables that the model names.</summary>
    /// <param name="enableSchemaCaching">
    /// Makes no difference: statements are kept by repository, so that contexts never share one.
    /// </param>
    public SqliteLockStatementProvider(bool enableSchemaCaching = true)
        : base(null) { }

    /// <inheritdoc/>
    protected override string Columns => "*";

    /// <inheritdoc/>
    protected override string LockClause => "";
}
