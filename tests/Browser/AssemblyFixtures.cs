using EventDriven.Browser.Tests.Hosting;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(RunningSystems))]

// Two cores: what a page shows in time depends on who else is busy.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
