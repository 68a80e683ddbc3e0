using EventDriven.EntryApi;
using EventDriven.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(new EntryApiService());

var app = builder.Build();
app.MapServiceDefaults();
return await app.RunServiceAsync(args);
