using EventDriven.Payments;
using EventDriven.ServiceDefaults;

return await ServiceHost.RunAsync(args, new PaymentsService());
