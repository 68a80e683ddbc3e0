using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EventDriven.ServiceDefaults;

/// <summary>The inbox and outbox of a service's database.</summary>
public static class OutboxModelExtensions
{
    /// <summary>
    /// Adds the inbox and outbox entities. On PostgreSQL the migrations of <see cref="OutboxDbContext" /> create their
    /// tables, not those of the service.
    /// </summary>
    public static void AddOutbox(this ModelBuilder modelBuilder, DatabaseFacade database)
    {
        var isMigratedApart = database.IsNpgsql();
        modelBuilder.AddTransactionalOutboxEntities(entity =>
            entity.ToTable(table => table.ExcludeFromMigrations(isMigratedApart))
        );
    }
}
