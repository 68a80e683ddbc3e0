using Microsoft.EntityFrameworkCore;

namespace EventDriven.ServiceDefaults;

/// <summary>Leases in a service's database.</summary>
public static class LeaseExtensions
{
    /// <summary>Adds the table of <see cref="Lease" />.</summary>
    /// <param name="model">The model of the service's database.</param>
    public static void AddLeases(this ModelBuilder model)
    {
        ArgumentNullException.ThrowIfNull(model);
        model.Entity<Lease>(lease =>
        {
            lease.ToTable("Leases");
            lease.HasKey(l => l.Name);
            lease.Property(l => l.Name).HasMaxLength(32);
        });
    }

    /// <summary>Takes or renews a lease, unless another replica holds it.</summary>
    /// <param name="db">The service's database; the context has no pending changes.</param>
    /// <param name="name">The work.</param>
    /// <param name="holder">This replica.</param>
    /// <param name="now">
    /// The current time. The clock skew between replicas must be much smaller than the duration.
    /// </param>
    /// <param name="duration">How long the lease lasts.</param>
    /// <param name="cancellationToken">Cancels the statements.</param>
    /// <returns>Whether this replica holds the lease.</returns>
    public static async Task<bool> TryLeaseAsync(
        this DbContext db,
        string name,
        Guid holder,
        DateTimeOffset now,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var (leases, at) = (db.Set<Lease>(), now.UtcDateTime);
        var until = at + duration;
        var taken = await leases
            .Where(lease => lease.Name == name && (lease.Holder == holder || lease.Until < at))
            .ExecuteUpdateAsync(
                row => row.SetProperty(lease => lease.Holder, holder).SetProperty(lease => lease.Until, until),
                cancellationToken
            );
        if (taken == 1)
            return true;
        if (await leases.AnyAsync(lease => lease.Name == name, cancellationToken))
            return false;

        leases.Add(
            new Lease
            {
                Name = name,
                Holder = holder,
                Until = until,
            }
        );
        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (!ServiceDatabase.IsAway(exception))
        {
            // Another replica inserted the row first.
            db.ChangeTracker.Clear();
            return false;
        }
    }
}
