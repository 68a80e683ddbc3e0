using EventDriven.Notifications;
using EventDriven.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(new NotificationsService());

var app = builder.Build();
app.MapServiceDefaults();
return await app.RunServiceAsync(args);
