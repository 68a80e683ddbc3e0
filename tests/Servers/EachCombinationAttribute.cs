using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace EventDriven.TestServers;

/// <summary>Runs a theory once for each combination of the values of its parameters, which are enums.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class EachCombinationAttribute : DataAttribute
{
    /// <inheritdoc />
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(
        MethodInfo testMethod,
        DisposalTracker disposalTracker
    )
    {
        ArgumentNullException.ThrowIfNull(testMethod);
        IEnumerable<object?[]> rows =
        [
            [],
        ];
        foreach (var parameter in testMethod.GetParameters())
        {
            var values = Enum.GetValues(parameter.ParameterType).Cast<object?>();
            rows = rows.SelectMany(row => values.Select(value => (object?[])[.. row, value])).ToList();
        }

        return ValueTask.FromResult<IReadOnlyCollection<ITheoryDataRow>>([
            .. rows.Select(row => new TheoryDataRow(row)),
        ]);
    }

    /// <inheritdoc />
    public override bool SupportsDiscoveryEnumeration() => true;
}
