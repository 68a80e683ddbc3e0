namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>How a saga's instance is mapped.</summary>
/// <typeparam name="TSaga">The instance's type.</typeparam>
public interface ISagaClassMap<TSaga> : ISagaClassMap
    where TSaga : class, ISaga;
