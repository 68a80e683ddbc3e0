using EventDriven.TestServers;

[assembly: AssemblyFixture(typeof(Servers))]
