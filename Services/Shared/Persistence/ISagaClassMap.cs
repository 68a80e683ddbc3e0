namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>Maps a saga to a model.</summary>
public interface ISagaClassMap
{
    /// <summary>The type of the saga instance.</summary>
    Type SagaType { get; }

    /// <summary>Adds the instance to the model.</summary>
    void Configure(ModelBuilder model);
}
