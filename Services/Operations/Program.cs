using EventDriven.Operations;

return await ServiceHost.RunAsync(args, new OperationsService());
