using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>The same fact on PostgreSQL and on SQLite.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnEachDatabaseAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    ) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([
            .. Enum.GetValues<Database>().Select(database => new TheoryDataRow(database)),
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
