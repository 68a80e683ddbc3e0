using Microsoft.EntityFrameworkCore;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>A <see cref="DbContext"/> whose model is made of saga class maps.</summary>
public abstract class SagaDbContext : DbContext
{
    /// <summary>Takes the options of the derived context.</summary>
    protected SagaDbContext(DbContextOptions options)
        : base(options) { }

    /// <summary>The maps of the sagas that the context holds.</summary>
    protected abstract IEnumerable<ISagaClassMap> Configurations { get; }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var map in Configurations)
            map.Configure(modelBuilder);
    }
}
