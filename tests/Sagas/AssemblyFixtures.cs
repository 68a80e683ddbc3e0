using Xunit;

[assembly: AssemblyFixture(typeof(Servers))]
