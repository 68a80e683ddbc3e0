using EventDriven.TestServers;
using MassTransit;

[assembly: AssemblyFixture(typeof(Servers))]
