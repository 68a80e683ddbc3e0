namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>Maps <typeparamref name="TSaga"/> to a model.</summary>
public interface ISagaClassMap<TSaga> : ISagaClassMap
    where TSaga : class, ISaga;
