namespace EventDriven.Persistence.Tests.Application;

public sealed record OrderStateMachineOptions(bool InsertsOnInitial = false);
