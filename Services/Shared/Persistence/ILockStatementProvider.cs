using Microsoft.EntityFrameworkCore;

namespace MassTransit.EntityFrameworkCoreIntegration;

/// <summary>Writes the statement that loads a row and holds it until the transaction ends.</summary>
public interface ILockStatementProvider
{
    /// <summary>
    /// The statement that loads and holds the saga instance whose correlation id is parameter <c>{0}</c>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The context has no entity <typeparamref name="T"/>.</exception>
    string GetRowLockStatement<T>(DbContext context)
        where T : class;

    /// <summary>
    /// The statement that loads and holds the rows whose properties equal the parameters <c>{0}</c>, <c>{1}</c>, ...
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The context has no entity <typeparamref name="T"/>, or it no such property.
    /// </exception>
    string GetRowLockStatement<T>(DbContext context, params string[] propertyNames)
        where T : class;

    /// <summary>
    /// The statement that loads and holds the oldest <see cref="OutboxState"/>. A part of
    /// MassTransit.EntityFrameworkCore's contract, so that a provider serves both; nothing here asks for it.
    /// </summary>
    string GetOutboxStatement(DbContext context);
}
