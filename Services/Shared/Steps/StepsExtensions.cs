using EventDriven.Scheduling;
using EventDriven.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventDriven.Steps;

/// <summary>Adds the table and the services of steps.</summary>
public static class StepsExtensions
{
    /// <summary>Maps <see cref="StepRecord" /> to the table Steps.</summary>
    public static void AddSteps(this ModelBuilder modelBuilder) =>
        modelBuilder.Entity<StepRecord>(step =>
        {
            step.ToTable("Steps");
            step.HasKey(record => new { record.OrderId, record.Step });
            step.Property(record => record.Step).HasMaxLength(40);
            // Of two that set the outcome or take the lease, the second finds the record changed and decides again.
            step.Property(record => record.Outcome).HasMaxLength(60).IsConcurrencyToken();
            step.Property(record => record.LeasedUntil).IsConcurrencyToken();
        });

    /// <summary>Adds <see cref="RemoteSteps{TDbContext}" />.</summary>
    public static IServiceCollection AddRemoteSteps<TDbContext>(this IServiceCollection services)
        where TDbContext : DbContext
    {
        services.TryAddSingleton<DatabaseClock<TDbContext>>();
        return services
            .AddSingleton(provider => new GroupedDecisions<TDbContext, Guid, StepRecord>(
                provider.GetRequiredService<IServiceScopeFactory>(),
                (db, orders) => db.Set<StepRecord>().Where(record => orders.Contains(record.OrderId)).ToListAsync(),
                record => record.OrderId
            ))
            .AddSingleton<RemoteSteps<TDbContext>>();
    }
}
