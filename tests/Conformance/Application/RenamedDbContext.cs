using MassTransit;
using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.Conformance.Tests.Application;

/// <summary>A context that renames every column, as a naming convention does, and keeps strings short.</summary>
public sealed class RenamedDbContext(DbContextOptions<RenamedDbContext> options) : SagaDbContext(options)
{
    protected override IEnumerable<ISagaClassMap> Configurations => [new ParcelMap()];

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<string>().HaveMaxLength(100);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.AddTransactionalOutboxEntities();
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName($"the_{entity.ClrType.Name.ToLowerInvariant()}");
            foreach (var property in entity.GetProperties())
                property.SetColumnName($"the_{property.Name.ToLowerInvariant()}");
        }
    }
}
