namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>Writes the statements that load rows and lock them until the transaction ends.</summary>
public interface ILockStatementProvider
{
    /// <summary>Loads and locks the saga instance whose correlation id is parameter <c>{0}</c>.</summary>
    /// <exception cref="InvalidOperationException">The context has no entity <typeparamref name="T"/>.</exception>
    string GetRowLockStatement<T>(DbContext context)
        where T : class;

    /// <summary>Loads and locks the rows whose properties equal the parameters <c>{0}</c>, <c>{1}</c>, ...</summary>
    /// <exception cref="InvalidOperationException">The entity or one of its properties is not mapped.</exception>
    string GetRowLockStatement<T>(DbContext context, params string[] propertyNames)
        where T : class;

    /// <summary>
    /// Loads and locks the oldest <see cref="OutboxState"/>. Only MassTransit.EntityFrameworkCore calls it.
    /// </summary>
    string GetOutboxStatement(DbContext context);
}
