using EventDriven.GroupedSaves;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds grouped saves to a context's options.</summary>
public static class GroupedSavesExtensions
{
    /// <summary>
    /// <c>SaveChangesAsync</c> calls that arrive at the same time share one transaction and one round trip. Each call
    /// returns after the commit, with the results and exceptions of EF Core. For PostgreSQL, beside <c>UseNpgsql</c>;
    /// what is not covered (README.md) is saved by EF Core itself.
    /// </summary>
    /// <param name="options">The options of a context on PostgreSQL.</param>
    public static DbContextOptionsBuilder UseGroupedSaves(this DbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new GroupedSavesOptions());
        return options;
    }
}
