namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>A <see cref="DbContext"/> whose model consists of saga class maps.</summary>
public abstract class SagaDbContext : DbContext
{
    /// <summary>Creates the context.</summary>
    protected SagaDbContext(DbContextOptions options)
        : base(options) { }

    /// <summary>The maps of the context's sagas.</summary>
    protected abstract IEnumerable<ISagaClassMap> Configurations { get; }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var map in Configurations)
            map.Configure(modelBuilder);
    }
}
