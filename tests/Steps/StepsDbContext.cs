using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace EventDriven.Steps.Tests;

/// <summary>A participant's database, whose saves wait or fail as <paramref name="outage" /> says.</summary>
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

    /// <summary>A save waits for it, as for a slow server.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        await Held;
        return Error is null ? result : throw Error;
    }
}
