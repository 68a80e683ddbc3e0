namespace MassTransit.EntityFrameworkCoreIntegration;

internal static class SupportedDatabases
{
    /// <summary>Whether the context uses SQLite; otherwise it uses PostgreSQL.</summary>
    /// <exception cref="NotSupportedException">The context uses another database.</exception>
    public static bool IsOnSqlite(this DbContext dbContext) =>
        dbContext.Database.ProviderName switch
        {
            "Npgsql.EntityFrameworkCore.PostgreSQL" => false,
            "Microsoft.EntityFrameworkCore.Sqlite" => true,
            var provider => throw new NotSupportedException(
                $"{dbContext.GetType().Name} uses {provider}: sagas, inbox and outbox need PostgreSQL or SQLite."
            ),
        };
}
