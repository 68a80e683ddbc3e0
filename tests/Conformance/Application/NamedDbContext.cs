using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>
/// A context that names its schemas, tables and columns itself. SQLite has no schemas and goes by the tables' names.
/// </summary>
public sealed class NamedDbContext(DbContextOptions<NamedDbContext> options) : SagaDbContext(options)
{
    protected override IEnumerable<ISagaClassMap> Configurations => [new Map()];

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.HasDefaultSchema("warehouse");
        modelBuilder.AddInboxStateEntity(entity => entity.ToTable("received", "post"));
        modelBuilder.AddOutboxStateEntity(entity => entity.ToTable("sending", "post"));
        modelBuilder.AddOutboxMessageEntity(entity => entity.ToTable("letters", "post"));
    }

    private sealed class Map : SagaClassMap<Parcel>
    {
        protected override void Configure(EntityTypeBuilder<Parcel> entity, ModelBuilder model)
        {
            entity.ToTable("parcels", "shipping");
            entity.Property(parcel => parcel.CorrelationId).HasColumnName("id");
            entity.Property(parcel => parcel.CurrentState).HasColumnName("state");
        }
    }
}
