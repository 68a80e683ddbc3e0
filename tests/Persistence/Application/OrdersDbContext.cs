using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Persistence.Tests.Application;

public class OrdersDbContext : SagaDbContext
{
    public OrdersDbContext(DbContextOptions<OrdersDbContext> options)
        : base(options) { }

    protected OrdersDbContext(DbContextOptions options)
        : base(options) { }

    public DbSet<Effect> Effects => Set<Effect>();

    public DbSet<Order> Orders => Set<Order>();

    // No sets: a set's name would be the table's, and these are to be named as they are in the services.
    public IQueryable<InboxState> Inbox => Set<InboxState>();

    public IQueryable<OutboxMessage> Outbox => Set<OutboxMessage>();

    protected override IEnumerable<ISagaClassMap> Configurations => [new OrderMap()];

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.AddTransactionalOutboxEntities();
    }
}
