using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests.Application;

public sealed class QuoteDbContext(DbContextOptions<QuoteDbContext> options) : SagaDbContext(options)
{
    public DbSet<Quote> Quotes => Set<Quote>();

    protected override IEnumerable<ISagaClassMap> Configurations => [new Map()];

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.AddTransactionalOutboxEntities();
    }

    private sealed class Map : SagaClassMap<Quote>;
}
