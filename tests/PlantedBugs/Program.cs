using EventDriven.PlantedBugs;

return await PlantedBugsCommand.Create().Parse(args).InvokeAsync();
