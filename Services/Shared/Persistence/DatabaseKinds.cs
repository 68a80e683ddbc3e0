using Microsoft.EntityFrameworkCore;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>Tells which database a context is on.</summary>
internal static class DatabaseKinds
{
    /// <exception cref="NotSupportedException">The context is on another database.</exception>
    public static DatabaseKind Of(DbContext dbContext) =>
        dbContext.Database.ProviderName switch
        {
            "Npgsql.EntityFrameworkCore.PostgreSQL" => DatabaseKind.Postgres,
            "Microsoft.EntityFrameworkCore.Sqlite" => DatabaseKind.Sqlite,
            var provider => throw new NotSupportedException(
                $"{dbContext.GetType().Name} uses {provider}: sagas, inbox and outbox are kept on PostgreSQL or SQLite."
            ),
        };
}
