using EventDriven.Contracts;
using EventDriven.EntryApi;
using EventDriven.Inventory;
using EventDriven.Notifications;
using EventDriven.Notifications.Domain;
using EventDriven.Operations;
using EventDriven.Orchestrator;
using EventDriven.Payments;
using EventDriven.RemoteParties;
using EventDriven.Sagas;
using EventDriven.ServiceDefaults;
using EventDriven.Shipping;
using EventDriven.SimulatedParties;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EventDriven.Explorer.Stores;

/// <summary>Every service on its real store, for one schedule at a time.</summary>
internal sealed class RealStores : IAsyncDisposable
{
    private readonly StoreDatabases _databases;
    private readonly List<StoreService> _services = [];

    private RealStores(StoreDatabases databases) => (_databases, Mail) = (databases, new ObservedMail(Deliveries));

    public string Kind => _databases.Kind;

    public StoreClock Clock { get; } = new();

    public Deliveries Deliveries { get; } = new();

    public ObservedMail Mail { get; }

    public StoreService Orders { get; private set; } = null!;

    public StoreService Inventory { get; private set; } = null!;

    public StoreService Payments { get; private set; } = null!;

    public StoreService Shipping { get; private set; } = null!;

    public StoreService Notifications { get; private set; } = null!;

    public StoreService EntryApi { get; private set; } = null!;

    public StoreService Operations { get; private set; } = null!;

    /// <param name="server">A connection string of PostgreSQL whose role may create databases; null: SQLite.</param>
    public static async Task<RealStores> Start(string? server)
    {
        var stores = new RealStores(new StoreDatabases(server));
        try
        {
            await stores.StartServices();
            return stores;
        }
        catch
        {
            await stores.DisposeAsync();
            throw;
        }
    }

    /// <summary>The service whose queue it is.</summary>
    public StoreService Of(string queue) =>
        queue switch
        {
            Queues.Orders => Orders,
            Queues.Inventory => Inventory,
            Queues.Payments => Payments,
            Queues.Shipping => Shipping,
            Queues.Notifications => Notifications,
            Queues.OrderStatus => EntryApi,
            Queues.OperationsFeed => Operations,
            _ => throw new ArgumentException($"No service consumes from {queue}: add it to Stores/RealStores.cs."),
        };

    /// <summary>Deletes the rows of the schedule before.</summary>
    public async Task Empty()
    {
        await Orders.Empty<OrdersDbContext>();
        await Inventory.Empty<InventoryDbContext>();
        await Payments.Empty<PaymentsDbContext>();
        await Payments.Empty<ProviderLedgerDbContext>();
        await Shipping.Empty<ShippingDbContext>();
        await Shipping.Empty<CarrierDbContext>();
        await Notifications.Empty<NotificationsDbContext>();
        await EntryApi.Empty<EntryApiDbContext>();
        await Operations.Empty<OperationsDbContext>();
        Mail.Ends.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
            await service.DisposeAsync();
        await _databases.DisposeAsync();
    }

    private async Task StartServices()
    {
        var settings = await _databases.Create();
        settings["Transport"] = nameof(TransportKind.InMemory);
        settings["Serilog:MinimumLevel:Default"] = "Fatal";
        foreach (var party in new[] { "Provider", "Carrier" })
            (settings[$"{party}:Latency"], settings[$"{party}:LateBy"]) = ("00:00:00", "00:00:00");

        Orders = await Start<OrdersDbContext>(new OrchestratorService(), settings);
        Inventory = await Start<InventoryDbContext>(new InventoryService(), settings);
        Payments = await Start<PaymentsDbContext>(new PaymentsService(), settings);
        Shipping = await Start<ShippingDbContext>(new ShippingService(), settings);
        Notifications = await Start<NotificationsDbContext>(new NotificationsService(), settings);
        EntryApi = await Start<EntryApiDbContext>(new EntryApiService(), settings);
        Operations = await Start<OperationsDbContext>(new OperationsService(), settings);
    }

    private async Task<StoreService> Start<TDbContext>(IServiceModule module, Dictionary<string, string?> settings)
        where TDbContext : DbContext
    {
        var service = await StoreService.Start(module, settings, new SentMessages(Deliveries), services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
            services.ConfigureDbContext<TDbContext>(options => options.AddInterceptors(new Commits(Deliveries)));
            services.Replace(ServiceDescriptor.Singleton<IEmailSender>(Mail));
            Observe<IPaymentProvider>(services, provider => new ObservedProvider(Deliveries, provider));
            Observe<ICarrier>(services, carrier => new ObservedCarrier(Deliveries, carrier));
        });
        _services.Add(service);
        return service;
    }

    private static void Observe<TParty>(IServiceCollection services, Func<TParty, TParty> observed)
        where TParty : class
    {
        if (services.LastOrDefault(service => service.ServiceType == typeof(TParty)) is { } party)
            services.Replace(
                ServiceDescriptor.Singleton(provider => observed((TParty)party.ImplementationFactory!(provider)))
            );
    }
}
