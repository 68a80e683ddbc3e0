using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>
/// A context that names one schema for all, and the outbox's tables through the one callback for all three.
/// </summary>
public sealed class DefaultSchemaDbContext(DbContextOptions<DefaultSchemaDbContext> options) : SagaDbContext(options)
{
    protected override IEnumerable<ISagaClassMap> Configurations => [new ParcelMap()];

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.HasDefaultSchema("warehouse");
        modelBuilder.AddTransactionalOutboxEntities(entity =>
            entity.ToTable("bus_" + entity.Metadata.ClrType.Name, "bus")
        );
    }
}
