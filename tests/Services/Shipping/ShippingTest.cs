using EventDriven.Contracts;
using EventDriven.Contracts.Shipping;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.Shipping;
using EventDriven.Shipping.Carrier;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace EventDriven.Services.Tests.Shipping;

/// <summary>An order's parcel, with Shipping and the simulated carrier on PostgreSQL.</summary>
public abstract class ShippingTest(Servers servers) : IAsyncLifetime
{
    private readonly List<RemoteStepApp> _replicas = [];
    private RemoteStepApp? _shipping;
    private Databases? _databases;

    private protected static PostalAddress Home { get; } =
        new()
        {
            Name = "Ada",
            Street = "Marktplatz 1",
            City = "Bremen",
            PostalCode = "28195",
            Country = "DE",
        };

    private protected Guid OrderId { get; } = Guid.NewGuid();

    private protected ManualTime Time { get; } = new();

    private protected RemoteCalls Calls { get; } = new();

    private protected RemoteStepApp Shipping =>
        _shipping ?? throw new InvalidOperationException("The service is not started yet.");

    public async ValueTask InitializeAsync()
    {
        _databases = await CreateDatabasesAsync(servers);
        _shipping = await StartReplicaAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        if (_databases is not null)
            await _databases.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected virtual Task<Databases> CreateDatabasesAsync(Servers servers) =>
        Databases.OnPostgresAsync(servers, "Shipping", "Carrier");

    /// <summary>Starts a replica of Shipping on the same databases; the first is there already.</summary>
    private protected async Task<RemoteStepApp> StartReplicaAsync()
    {
        var replica = await RemoteStepApp.StartAsync(
            new ShippingService(),
            Queues.Shipping,
            _databases!,
            Time,
            services =>
            {
                var carrier = services.Single(s => s.ServiceType == typeof(ICarrier));
                services.Remove(carrier);
                services.AddScoped<ICarrier>(scope => new ObservedCarrier(
                    (ICarrier)carrier.ImplementationFactory!(scope),
                    scope.GetRequiredService<ShippingDbContext>(),
                    Calls
                ));
            }
        );
        _replicas.Add(replica);
        return replica;
    }

    private protected BookShipment Book(PostalAddress? shipTo = null) =>
        new()
        {
            OrderId = OrderId,
            ShipTo = shipTo ?? Home,
            Lines = [new OrderLine { Sku = "MUG-BLUE", Quantity = 2 }],
        };

    private protected CancelShipment Cancel() => new() { OrderId = OrderId };

    private protected DispatchShipment Dispatch() => new() { OrderId = OrderId };

    /// <summary>
    /// What happened to the order's parcel, by the carrier's book, in the order of an untroubled life.
    /// </summary>
    private protected async Task<CarrierEntryKind[]> BookAtCarrierAsync()
    {
        await using var scope = Shipping.Services.CreateAsyncScope();
        var entries = await scope
            .ServiceProvider.GetRequiredService<CarrierDbContext>()
            .Entries.Where(e => e.Reference == OrderId.ToString())
            .ToListAsync(TestContext.Current.CancellationToken);
        return [.. entries.Select(e => e.Kind).Order()];
    }

    /// <summary>The orders whose booking stands open at the carrier.</summary>
    private protected async Task<string[]> OpenBookingsAsync()
    {
        await using var scope = Shipping.Services.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<CarrierDbContext>()
            .Database.SqlQueryRaw<string>(ShippingAudit.OpenBookings)
            .ToArrayAsync(TestContext.Current.CancellationToken);
    }
}
