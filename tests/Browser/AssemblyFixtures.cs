using EventDriven.Browser.Tests.Hosting;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(RunningSystems))]

// Every test begins at once and waits for its turn: a system has one visit at a time (Hosting/Visit.cs), so that two
// tests run side by side, one for each system. Much of their time is spent waiting for answers that come late.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.All, MaxThreads = -1)]
