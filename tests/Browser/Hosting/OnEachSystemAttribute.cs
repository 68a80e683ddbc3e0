using System.Reflection;
using Xunit.Sdk;
using Xunit.v3;

namespace EventDriven.Browser.Tests.Hosting;

/// <summary>The same fact on the embedded and on the distributed system.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnEachSystemAttribute : DataAttribute
{
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    ) =>
        ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([
            .. Enum.GetValues<SystemKind>().Select(kind => new TheoryDataRow(kind)),
        ]);

    public override bool SupportsDiscoveryEnumeration() => true;
}
