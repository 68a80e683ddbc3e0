using EventDriven.EntryApi;
using EventDriven.Security;
using EventDriven.ServiceDefaults;

return await ServiceHost.RunAsync(args, new EntryApiService(), TokenCommand.Create(ServiceHost.CreateBuilder));
