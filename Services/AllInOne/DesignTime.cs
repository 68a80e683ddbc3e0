using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace EventDriven.AllInOne;

/// <summary>
/// Creates the contexts of shared tables for <c>dotnet ef</c>. It creates all others as this program registers them.
/// </summary>
internal sealed class DesignTime
    : IDesignTimeDbContextFactory<OutboxDbContext>,
        IDesignTimeDbContextFactory<SchedulerDbContext>
{
    OutboxDbContext IDesignTimeDbContextFactory<OutboxDbContext>.CreateDbContext(string[] args) =>
        new(Options<OutboxDbContext>());

    SchedulerDbContext IDesignTimeDbContextFactory<SchedulerDbContext>.CreateDbContext(string[] args) =>
        new(Options<SchedulerDbContext>());

    private static DbContextOptions<TContext> Options<TContext>()
        where TContext : DbContext => new DbContextOptionsBuilder<TContext>().UseNpgsql("Host=none").Options;
}
