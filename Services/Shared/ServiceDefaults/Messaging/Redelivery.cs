using EventDriven.Scheduling;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace EventDriven.ServiceDefaults;

/// <summary>
/// A message whose failure concerns it alone (<see cref="ErrorClass.Message" />) is delivered again later. Meanwhile it
/// is a row of the service's database, and takes no slot of its queue.
/// </summary>
public static class Redelivery
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Limit = TimeSpan.FromDays(1);

    /// <summary>
    /// One second, doubled each time to a quarter of an hour, for a day. Then the message goes to its error queue.
    /// </summary>
    internal static TimeSpan[] Delays { get; } = [.. Grow()];

    /// <summary>Adds the table of messages that wait for their redelivery.</summary>
    public static void AddRedelivery(this ModelBuilder modelBuilder, DatabaseFacade database)
    {
        modelBuilder.AddScheduledMessageEntity();
        // On PostgreSQL the migrations of SchedulerDbContext create it.
        var isMigratedApart = database.IsNpgsql();
        modelBuilder.Entity<ScheduledMessageRow>().ToTable(table => table.ExcludeFromMigrations(isMigratedApart));
    }

    /// <summary>
    /// Delivers failing messages of these queues again later, through <typeparamref name="TDbContext" />. Every queue
    /// needs it but those with requests.
    /// </summary>
    public static void AddRedelivery<TDbContext>(this IBusRegistrationConfigurator bus, params string[] queues)
        where TDbContext : DbContext
    {
        bus.AddDurableScheduler<TDbContext>();
        bus.AddConfigureEndpointsCallback(
            (context, name, endpoint) =>
            {
                if (queues.Contains(name))
                    endpoint.UseDurableScheduler<TDbContext>(context);
            }
        );
    }

    private static IEnumerable<TimeSpan> Grow()
    {
        var delay = TimeSpan.FromSeconds(1);
        for (var waited = TimeSpan.Zero; waited < Limit; waited += delay)
        {
            yield return delay;
            delay = delay * 2 < Longest ? delay * 2 : Longest;
        }
    }
}
