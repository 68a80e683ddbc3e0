using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EventDriven.Explorer.Stores;

/// <summary>
/// Ends the process that consumes a message before or after its commit: that of its transaction, or a save without one.
/// </summary>
internal sealed class Commits(Deliveries deliveries) : DbTransactionInterceptor, ISaveChangesInterceptor
{
    public ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        DieUnlessInTransaction(eventData.Context!, Crash.BeforeCommit);
        return ValueTask.FromResult(result);
    }

    public ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        DieUnlessInTransaction(eventData.Context!, Crash.AfterCommit);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult> TransactionCommittingAsync(
        DbTransaction transaction,
        TransactionEventData eventData,
        InterceptionResult result,
        CancellationToken cancellationToken = default
    )
    {
        deliveries.Running?.DieAt(Crash.BeforeCommit);
        return ValueTask.FromResult(result);
    }

    public override Task TransactionCommittedAsync(
        DbTransaction transaction,
        TransactionEndEventData eventData,
        CancellationToken cancellationToken = default
    )
    {
        deliveries.Running?.DieAt(Crash.AfterCommit);
        return Task.CompletedTask;
    }

    private void DieUnlessInTransaction(DbContext context, Crash instant)
    {
        if (context.Database.CurrentTransaction is null)
            deliveries.Running?.DieAt(instant);
    }
}
