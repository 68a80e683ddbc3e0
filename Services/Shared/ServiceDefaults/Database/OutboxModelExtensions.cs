using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EventDriven.ServiceDefaults;

/// <summary>Adds the inbox and outbox to a service's model.</summary>
public static class OutboxModelExtensions
{
    /// <summary>
    /// Adds the inbox and outbox entities. On PostgreSQL the migrations of <see cref="OutboxDbContext" /> create their
    /// tables, not those of the service.
    /// </summary>
    /// <param name="modelBuilder">The model's builder, in OnModelCreating.</param>
    /// <param name="database">The context's database.</param>
    public static void AddOutbox(this ModelBuilder modelBuilder, DatabaseFacade database)
    {
        var isMigratedApart = database.IsNpgsql();
        modelBuilder.AddTransactionalOutboxEntities(entity =>
            entity.ToTable(table => table.ExcludeFromMigrations(isMigratedApart))
        );
    }
}
