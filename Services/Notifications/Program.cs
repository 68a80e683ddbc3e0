using EventDriven.Notifications;
using EventDriven.ServiceDefaults;

return await ServiceHost.RunAsync(args, new NotificationsService());
