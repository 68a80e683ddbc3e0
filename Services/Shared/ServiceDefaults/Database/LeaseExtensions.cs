using Microsoft.EntityFrameworkCore;

namespace EventDriven.ServiceDefaults;

/// <summary>Leases in a service's database.</summary>
public static class LeaseExtensions
{
    /// <summary>Adds the table of <see cref="Lease" />.</summary>
    public static void AddLeases(this ModelBuilder model) =>
        model.Entity<Lease>(lease =>
        {
            lease.ToTable("Leases");
            lease.HasKey(l => l.Name);
            lease.Property(l => l.Name).HasMaxLength(32);
        });

    /// <summary>
    /// Takes or renews a lease; false if another replica holds it.
    /// </summary>
    /// <param name="db">Has no pending changes.</param>
    /// <param name="now">By the DatabaseClock, because replicas compare the times.</param>
    public static async Task<bool> TryLeaseAsync(
        this DbContext db,
        string name,
        Guid holder,
        DateTimeOffset now,
        TimeSpan duration,
        CancellationToken cancellationToken
    )
    {
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
        catch (DbUpdateException exception) when (TransientErrors.IsConflict(exception))
        {
            // Another replica inserted the row first.
            db.ChangeTracker.Clear();
            return false;
        }
    }
}
