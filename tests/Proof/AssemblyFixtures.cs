using EventDriven.TestServers;
using Xunit;

[assembly: AssemblyFixture(typeof(Servers))]
