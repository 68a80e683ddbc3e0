using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace EventDriven.AllInOne;

/// <summary>
/// Creates the context of the inbox and outbox for <c>dotnet ef</c>. It creates all others as this program registers
/// them, because it is the startup project.
/// </summary>
internal sealed class DesignTime : IDesignTimeDbContextFactory<OutboxDbContext>
{
    public OutboxDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<OutboxDbContext>().UseNpgsql("Host=none").Options);
}
