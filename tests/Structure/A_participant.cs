using System.Text.RegularExpressions;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Structure.Tests;

public sealed class A_participant
{
    // Services that perform steps or follow orders: neither at the edge nor the host of the saga.
    public static TheoryData<string> Names =>
        [
            .. ServiceEntry
                .All.Select(service => service.Name)
                .Where(name => name is not ("EntryApi" or "Operations" or "Orchestrator")),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_the_same_shape_as_the_others(string name) =>
        new[] { "Program.cs", $"{name}Service.cs", $"{name}DbContext.cs", "Consumers", "Domain", "Migrations" }
            .Where(entry => !Sources.Exists($"Services/{name}/{entry}"))
            .ShouldBeEmpty($"who knows one participant knows all: Services/{name} lacks these");

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_one_consumer_a_file_named_after_its_message(string name)
    {
        var consumers = Sources
            .Files("*.cs")
            .Where(path => path.StartsWith($"Services/{name}/Consumers/", StringComparison.Ordinal))
            .ToList();

        consumers.ShouldNotBeEmpty();
        foreach (var path in consumers)
        {
            var file = Path.GetFileNameWithoutExtension(path);
            file.ShouldEndWith("Consumer", Case.Sensitive, $"{path}: the folder of the consumers holds nothing else");

            Regex
                .Matches(Sources.Read(path), @"\bIConsumer<(\w+)>")
                .Select(match => match.Groups[1].Value)
                .ShouldBe(
                    [file[..^"Consumer".Length]],
                    $"{path}: a consumer is found by the name of the one message that it handles"
                );
        }
    }

    [Fact]
    public void Starts_in_a_program_that_is_read_at_a_glance() =>
        Sources
            .Services.Where(service => !service.Path.Contains("AllInOne", StringComparison.Ordinal))
            .Select(service => $"{service.Folder}/Program.cs")
            .Where(program => !Sources.Exists(program) || Sources.Read(program).Split('\n').Length > 35)
            .ShouldBeEmpty(
                "a service's Program.cs has at most 35 lines: what every process does alike is in ServiceDefaults"
            );
}
