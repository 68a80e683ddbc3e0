namespace MassTransit.EntityFrameworkCoreIntegration.Sagas;

/// <summary>
/// The scope's context that stores a saga; it differs by saga, and MassTransit's contracts name none.
/// </summary>
internal sealed class SagaDbContextSource<TSaga>(DbContext dbContext)
    where TSaga : class, ISaga
{
    public DbContext DbContext { get; } = dbContext;
}
