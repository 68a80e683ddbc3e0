using EventDriven.GroupedSaves;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Microsoft.EntityFrameworkCore;

/// <summary>Adds grouped saves to a context's options.</summary>
public static class GroupedSavesExtensions
{
    /// <summary>
    /// <c>SaveChangesAsync</c> calls that arrive at the same time share one transaction and one round trip. Each call
    /// returns after the commit, with the results and exceptions of EF Core. For PostgreSQL only; README.md says what
    /// EF Core still saves itself.
    /// </summary>
    public static DbContextOptionsBuilder UseGroupedSaves(this DbContextOptionsBuilder options)
    {
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new GroupedSavesOptions());
        return options;
    }
}
