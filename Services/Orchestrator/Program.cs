using EventDriven.Orchestrator;
using EventDriven.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(new OrchestratorService());

var app = builder.Build();
app.MapServiceDefaults();
return await app.RunServiceAsync(args);
