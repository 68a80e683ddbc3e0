using EventDriven.ServiceDefaults;
using EventDriven.Shipping;

return await ServiceHost.RunAsync(args, new ShippingService());
