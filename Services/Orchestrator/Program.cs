using EventDriven.Orchestrator;
using EventDriven.ServiceDefaults;

return await ServiceHost.RunAsync(args, new OrchestratorService());
