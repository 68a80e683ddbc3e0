using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.ChangeTracking.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Update;

namespace EventDriven.GroupedSaves.Tests;

internal static class UpdateEntriesExtensions
{
#pragma warning disable EF1001 // What EF Core gives to its database service.
    /// <summary>The changed entries, as SaveChanges reads them.</summary>
    public static IEnumerable<IUpdateEntry> UpdateEntries(this ChangeTracker tracker) =>
        tracker.Entries().Select(entry => entry.GetInfrastructure());
#pragma warning restore EF1001
}
