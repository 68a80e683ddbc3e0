namespace MassTransit;

/// <summary>How one saga is kept in a database through EF Core.</summary>
/// <typeparam name="TSaga">The instance's type.</typeparam>
public interface IEntityFrameworkSagaRepositoryConfigurator<TSaga> : IEntityFrameworkSagaRepositoryConfigurator
    where TSaga : class, ISaga
{
    /// <summary>Changes the query that loads an instance, for example to include what belongs to it.</summary>
    void CustomizeQuery(Func<IQueryable<TSaga>, IQueryable<TSaga>> queryCustomization);
}
