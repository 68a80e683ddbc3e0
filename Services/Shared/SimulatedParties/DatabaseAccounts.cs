using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.SimulatedParties;

/// <summary>Accounts in the party's own database.</summary>
internal sealed class DatabaseAccounts<TDbContext, TAccount>(IServiceScopeFactory scopes) : IAccounts<TAccount>
    where TDbContext : DbContext
    where TAccount : SimulatedAccount, new()
{
    // One statement, so that all collections of an account are of one moment.
    private readonly GroupedDecisions<TDbContext, string, TAccount> _decisions = new(
        scopes,
        (db, references) =>
            db.Set<TAccount>().AsSingleQuery().Where(account => references.Contains(account.Reference)).ToListAsync(),
        account => account.Reference
    );

    public Task<T> ChangeAsync<T>(
        string reference,
        bool isFirst,
        Func<TAccount, T> change,
        CancellationToken cancellationToken
    ) =>
        _decisions.DecideAsync(
            reference,
            (db, known) =>
                change(
                    known.SingleOrDefault() ?? db.Set<TAccount>().Add(new TAccount { Reference = reference }).Entity
                ),
            assumed: isFirst ? [] : null,
            cancellationToken
        );
}
