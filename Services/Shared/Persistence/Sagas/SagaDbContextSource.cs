namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>The scope's context that stores a saga, because MassTransit's contracts name none.</summary>
internal sealed record SagaDbContextSource<TSaga>(DbContext DbContext)
    where TSaga : class, ISaga;
