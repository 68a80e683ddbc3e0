using System.Reflection;
using MassTransit;
using Xunit.Sdk;
using Xunit.v3;

namespace EventDriven.Persistence.Tests.Application;

/// <summary>The same fact on PostgreSQL and on SQLite, with optimistic and with pessimistic sagas.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnEachDatabaseAndModeAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    ) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([
            .. from database in Enum.GetValues<Database>()
            from mode in Enum.GetValues<ConcurrencyMode>()
            select new TheoryDataRow(database, mode),
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
