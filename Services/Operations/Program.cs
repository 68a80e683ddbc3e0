using EventDriven.Operations;
using EventDriven.ServiceDefaults;

return await ServiceHost.RunAsync(args, new OperationsService());
