using System.Transactions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace EventDriven.GroupedSaves;

/// <summary>
/// EF Core's database service, which <c>SaveChangesAsync</c> calls. Joins the group of the context's database if
/// nothing else is open and every entry is covered; otherwise EF Core saves as usual.
/// </summary>
internal sealed class GroupedDatabase(
    DatabaseDependencies dependencies,
    RelationalDatabaseDependencies relationalDependencies,
    IRelationalConnection connection,
    IExecutionStrategy executionStrategy,
    ICurrentDbContext currentContext,
    SaveGroups groups,
    ILoggerFactory loggers
) : RelationalDatabase(dependencies, relationalDependencies)
{
    private bool IsFree =>
        connection.CurrentTransaction is null
        && Transaction.Current is null
        && currentContext.Context.Database.GetEnlistedTransaction() is null
        && !executionStrategy.RetriesOnFailure
        && currentContext.Context.Database.AutoTransactionBehavior != AutoTransactionBehavior.Never;

    public override async Task<int> SaveChangesAsync(
        IList<IUpdateEntry> entries,
        CancellationToken cancellationToken = default
    )
    {
        if (
            !IsFree
            || connection.DbConnection is not NpgsqlConnection { State: System.Data.ConnectionState.Closed } own
            || groups.Statements(currentContext.Context, loggers).Read(entries) is not { } rows
        )
            return await base.SaveChangesAsync(entries, cancellationToken);

        var group = groups.Of(own);
        var save = new Save(rows) { CommandTimeout = connection.CommandTimeout };
        switch (await group.SaveAsync(save, cancellationToken))
        {
            case SaveOutcome.Saved:
                return entries.Count;
            case SaveOutcome.Unknown when await group.Batch.IsSavedAsync(save, cancellationToken):
                return entries.Count;
            case SaveOutcome.Unknown:
                throw new DbUpdateException(
                    "The connection was lost or timed out while the changes were saved, and the database does not hold "
                        + "all of them. Read the data again before you retry.",
                    save.Failure,
                    [.. entries]
                );
            default:
                return await SaveAlone(group, save, own, entries, cancellationToken);
        }
    }

    private async Task<int> SaveAlone(
        SaveGroup group,
        Save save,
        NpgsqlConnection own,
        IList<IUpdateEntry> entries,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var saved = await base.SaveChangesAsync(entries, cancellationToken);
            group.Unlock(save);
            return saved;
        }
        catch (Exception exception)
        {
            if (exception.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
            {
                group.Lock(save);
                await EndStalledAsync(own);
            }
            else
            {
                group.Unlock(save);
            }

            throw;
        }
    }

    private async Task EndStalledAsync(NpgsqlConnection own)
    {
        var logger = loggers.CreateLogger(typeof(GroupedDatabase).Namespace!);
        try
        {
            if (await SaveBatch.EndStalledAsync(own) is > 0 and var ended)
                logger.LogWarning(
                    "Ended {Count} sessions of {Database} that held locks and whose clients had sent only a part of a "
                        + "save: a frozen process, or a broken connection",
                    ended,
                    own.Database
                );
        }
        catch (Exception exception)
        {
            // The caller's exception is the one about the lock. The next save that waits for it asks again.
            logger.LogDebug(exception, "The sessions that hold locks of {Database} are not known", own.Database);
        }
    }
}
