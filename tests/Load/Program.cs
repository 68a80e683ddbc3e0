using EventDriven.Load.Floors;

return args is ["floor", var kind, var service, .. var rest] ? await FloorHost.Run(kind, service, rest) : 2;
