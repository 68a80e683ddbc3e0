using System.CommandLine;
using EventDriven.Load;
using EventDriven.Load.Floors;

// One service of a floor: what a run with --floor starts.
if (args is ["floor", var kind, var service, .. var rest])
    return await FloorHost.Run(kind, service, rest);

// Ctrl+C ends the run, not the process: whatever was started is stopped first.
return await LoadCommand
    .Create()
    .Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
