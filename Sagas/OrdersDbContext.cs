using EventDriven.Scheduling;
using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Sagas;

/// <summary>
/// The saga's own database: orders with their history, scheduled deadlines, and the inbox and outbox.
/// </summary>
public sealed class OrdersDbContext(DbContextOptions<OrdersDbContext> options) : SagaDbContext(options)
{
    /// <summary>Every order, whether on its way or ended.</summary>
    public DbSet<OrderState> Orders => Set<OrderState>();

    /// <summary>What happened to each order.</summary>
    public DbSet<OrderHistoryEntry> OrderHistory => Set<OrderHistoryEntry>();

    /// <inheritdoc />
    protected override IEnumerable<ISagaClassMap> Configurations => [new OrderStateMap()];

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        var isMigratedApart = Database.IsNpgsql();
        modelBuilder.AddTransactionalOutboxEntities(entity =>
            // On PostgreSQL the library's own migrations create them.
            entity.ToTable(table => table.ExcludeFromMigrations(isMigratedApart))
        );
        modelBuilder.AddScheduledMessageEntity();
    }
}
