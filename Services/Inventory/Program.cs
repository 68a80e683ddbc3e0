using EventDriven.Inventory;
using EventDriven.ServiceDefaults;

return await ServiceHost.RunAsync(args, new InventoryService());
