using Microsoft.EntityFrameworkCore;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>How a saga's instance is mapped.</summary>
public interface ISagaClassMap
{
    /// <summary>The instance's type.</summary>
    Type SagaType { get; }

    /// <summary>Adds the instance to the model.</summary>
    void Configure(ModelBuilder model);
}
