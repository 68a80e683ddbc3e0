namespace EventDriven.Scheduling;

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
                $"{dbContext.GetType().Name} uses {provider}: sagas and stored messages need PostgreSQL or SQLite."
            ),
        };
}
