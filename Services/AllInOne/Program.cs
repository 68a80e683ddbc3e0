using EventDriven.AllInOne;
using EventDriven.EntryApi;
using EventDriven.Inventory;
using EventDriven.Notifications;
using EventDriven.Operations;
using EventDriven.Orchestrator;
using EventDriven.Payments;
using EventDriven.ServiceDefaults;
using EventDriven.Shipping;

// The console comes first, because its pages are a branch before the entry API's middleware.
return await AllInOneCommand
    .Create([
        new OperationsService(),
        new EntryApiService(),
        new OrchestratorService(),
        new InventoryService(),
        new PaymentsService(),
        new ShippingService(),
        new NotificationsService(),
    ])
    .RunAsync(args);
