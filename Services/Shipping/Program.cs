using EventDriven.ServiceDefaults;
using EventDriven.Shipping;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(new ShippingService());

var app = builder.Build();
app.MapServiceDefaults();
return await app.RunServiceAsync(args);
