namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>
/// Loads and locks with <c>SELECT ... FOR UPDATE</c>, in one round trip. Derive from it to write the statements
/// differently.
/// </summary>
public class PostgresLockStatementProvider : SqlLockStatementProvider
{
    /// <summary>For tables in the schema that the model names, or in the connection's default schema.</summary>
    /// <param name="enableSchemaCaching">
    /// Makes no difference: statements are kept by repository, so that contexts never share one.
    /// </param>
    public PostgresLockStatementProvider(bool enableSchemaCaching = true)
        : base(null) { }

    /// <summary>For tables in <paramref name="schemaName"/> where the model names no schema.</summary>
    /// <param name="schemaName">The schema's name.</param>
    /// <param name="enableSchemaCaching">
    /// Makes no difference: statements are kept by repository, so that contexts never share one.
    /// </param>
    public PostgresLockStatementProvider(string schemaName, bool enableSchemaCaching = true)
        : base(schemaName) { }

    /// <summary>
    /// xmin is a system column, which * leaves out, and which an entity may map as its concurrency token.
    /// </summary>
    protected override string Columns => "*, xmin";

    /// <inheritdoc/>
    protected override string LockClause => " FOR UPDATE";
}
