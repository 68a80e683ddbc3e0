using EventDriven.Payments;
using EventDriven.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(new PaymentsService());

var app = builder.Build();
app.MapServiceDefaults();
return await app.RunServiceAsync(args);
