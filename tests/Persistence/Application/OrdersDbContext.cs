using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests.Application;

public class OrdersDbContext : SagaDbContext
{
    public OrdersDbContext(DbContextOptions<OrdersDbContext> options)
        : base(options)
    {
    }

    protected OrdersDbContext(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<Effect> Effects => Set<Effect>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Parcel> Parcels => Set<Parcel>();

    public DbSet<InboxState> Inbox => Set<InboxState>();

    public DbSet<OutboxMessage> Outbox => Set<OutboxMessage>();

    protected override IEnumerable<ISagaClassMap> Configurations => [new OrderMap(), new ParcelMap()];

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.AddTransactionalOutboxEntities();
    }
}
