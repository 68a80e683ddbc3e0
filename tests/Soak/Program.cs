using System.CommandLine;
using EventDriven.Soak;

// Ctrl+C ends the run, not the process: whatever was started is stopped first.
return await SoakCommand
    .Create()
    .Parse(args)
    .InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
