using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests.Application;

public class ShopDbContext : SagaDbContext
{
    public ShopDbContext(DbContextOptions<ShopDbContext> options)
        : base(options) { }

    protected ShopDbContext(DbContextOptions options)
        : base(options) { }

    public DbSet<Effect> Effects => Set<Effect>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Parcel> Parcels => Set<Parcel>();

    public DbSet<Account> Accounts => Set<Account>();

    protected override IEnumerable<ISagaClassMap> Configurations => [new OrderMap(), new ParcelMap(), new AccountMap()];

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.AddTransactionalOutboxEntities();
    }
}
