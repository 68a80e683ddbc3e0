using EventDriven.EntryApi;
using EventDriven.Inventory;
using EventDriven.Notifications;
using EventDriven.Operations;
using EventDriven.Payments;
using EventDriven.Sagas;
using EventDriven.ServiceDefaults;
using EventDriven.Shipping;
using EventDriven.SimulatedParties;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace EventDriven.AllInOne;

/// <summary>Creates the contexts for <c>dotnet ef</c>, on PostgreSQL, because no other database is migrated.</summary>
internal static class DesignTime
{
    internal abstract class Factory<TDbContext> : IDesignTimeDbContextFactory<TDbContext>
        where TDbContext : DbContext
    {
        public TDbContext CreateDbContext(string[] args) =>
            (TDbContext)
                Activator.CreateInstance(
                    typeof(TDbContext),
                    new DbContextOptionsBuilder<TDbContext>().UseNpgsql("Host=none").Options
                )!;
    }

    internal sealed class Carrier : Factory<CarrierDbContext>;

    internal sealed class EntryApi : Factory<EntryApiDbContext>;

    internal sealed class Inventory : Factory<InventoryDbContext>;

    internal sealed class Notifications : Factory<NotificationsDbContext>;

    internal sealed class Operations : Factory<OperationsDbContext>;

    internal sealed class Orders : Factory<OrdersDbContext>;

    internal sealed class Outbox : Factory<OutboxDbContext>;

    internal sealed class Payments : Factory<PaymentsDbContext>;

    internal sealed class ProviderLedger : Factory<ProviderLedgerDbContext>;

    internal sealed class Shipping : Factory<ShippingDbContext>;
}
