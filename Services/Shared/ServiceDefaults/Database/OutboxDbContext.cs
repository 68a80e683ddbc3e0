using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The inbox and outbox tables alone, for their migrations. They are apart from each service's own migrations because
/// MassTransit.EntityFrameworkCore has other tables: only the files in <c>Migrations</c> here differ with it.
/// </summary>
/// <param name="options">Which database.</param>
public sealed class OutboxDbContext(DbContextOptions<OutboxDbContext> options) : DbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddTransactionalOutboxEntities();
}
