using EventDriven.Inventory;
using EventDriven.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(new InventoryService());

var app = builder.Build();
app.MapServiceDefaults();
return await app.RunServiceAsync(args);
