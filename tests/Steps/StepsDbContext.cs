using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EventDriven.Steps.Tests;

/// <summary>A participant's database, whose saves fail while <paramref name="outage" /> lasts.</summary>
internal sealed class StepsDbContext(DbContextOptions<StepsDbContext> options, Outage outage) : DbContext(options)
{
    public DbSet<StepRecord> Steps => Set<StepRecord>();

    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder) =>
        optionsBuilder.AddInterceptors(outage);

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddSteps();
}

internal sealed class Outage : SaveChangesInterceptor
{
    /// <summary>What a save throws; null for none.</summary>
    public Exception? Error { get; set; }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    ) => Error is null ? ValueTask.FromResult(result) : throw Error;
}
