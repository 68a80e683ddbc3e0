using System.CommandLine;
using EventDriven.Load;

// Ctrl+C ends the run, not the process: whatever was started is stopped first.
return await LoadCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
