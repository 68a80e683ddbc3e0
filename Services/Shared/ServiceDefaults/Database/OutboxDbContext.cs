using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// The migrations of the inbox and outbox tables. They are apart from those of the services because
/// MassTransit.EntityFrameworkCore has other tables.
/// </summary>
public sealed class OutboxDbContext(DbContextOptions<OutboxDbContext> options) : DbContext(options)
{
    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddTransactionalOutboxEntities();
}
