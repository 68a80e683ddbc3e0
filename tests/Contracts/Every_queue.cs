using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace EventDriven.Contracts.Tests;

public sealed partial class Every_queue
{
    [Fact]
    public void Has_a_readable_name()
    {
        Schema.QueueNames().ShouldNotBeEmpty();
        foreach (var queue in Schema.QueueNames())
            ReadableName()
                .IsMatch(queue)
                .ShouldBeTrue($"'{queue}' is read by people in the management UI: lower case, words joined by hyphens");
    }

    [GeneratedRegex("^[a-z]+(-[a-z]+)*$")]
    private static partial Regex ReadableName();
}
