using EventDriven.Explorer;

return await ExplorerCommand.Create().Parse(args).InvokeAsync();
