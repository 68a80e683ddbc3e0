using MassTransit.EntityFrameworkCoreIntegration;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MassTransit;

/// <summary>
/// Maps a saga with its correlation id as the key, which the application assigns. Derived classes map the rest.
/// </summary>
public abstract class SagaClassMap<TSaga> : ISagaClassMap<TSaga>
    where TSaga : class, ISaga
{
    /// <inheritdoc/>
    public Type SagaType => typeof(TSaga);

    /// <inheritdoc/>
    public virtual void Configure(ModelBuilder model)
    {
        var entity = model.Entity<TSaga>();
        entity.HasKey(saga => saga.CorrelationId);
        entity.Property(saga => saga.CorrelationId).ValueGeneratedNever();
        Configure(entity, model);
    }

    /// <summary>Maps everything but the key.</summary>
    protected virtual void Configure(EntityTypeBuilder<TSaga> entity, ModelBuilder model) { }
}
