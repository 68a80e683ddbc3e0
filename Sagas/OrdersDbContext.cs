using EventDriven.Scheduling;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Sagas;

/// <summary>Orders with their history, scheduled deadlines, and the inbox and outbox.</summary>
public sealed class OrdersDbContext(DbContextOptions<OrdersDbContext> options) : SagaDbContext(options)
{
    public DbSet<OrderState> Orders => Set<OrderState>();

    public DbSet<OrderHistoryEntry> OrderHistory => Set<OrderHistoryEntry>();

    protected override IEnumerable<ISagaClassMap> Configurations => [new OrderStateMap()];

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
