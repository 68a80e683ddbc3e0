using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace EventDriven.Structure.Tests;

public sealed class A_service
{
    private const string Contracts = "Contracts/EventDriven.Contracts.csproj";
    private const string Sagas = "Sagas/EventDriven.Sagas.csproj";
    private const string Scheduling = "Services/Shared/Scheduling/EventDriven.Scheduling.csproj";
    private const string AllInOne = "Services/AllInOne/EventDriven.AllInOne.csproj";
    private const string Orchestrator = "Services/Orchestrator/EventDriven.Orchestrator.csproj";

    [Fact]
    public void References_no_other_service() =>
        Sources
            .Services.Where(service => service.Path != AllInOne)
            .SelectMany(
                service => service.References.Where(IsService),
                (service, reference) => $"{service.Path} references {reference}"
            )
            .ShouldBeEmpty("services talk through the broker alone; only AllInOne, the host of all, references them");

    [Fact]
    public void Shares_only_the_contracts_and_what_every_process_does_alike() =>
        Sources
            .Services.SelectMany(
                service => service.References.Where(reference => !MayBeShared(service, reference)),
                (service, reference) => $"{service.Path} references {reference}"
            )
            .ShouldBeEmpty(
                "a service shares Contracts and Services/Shared with others and nothing else; the Orchestrator "
                    + "hosts the Sagas, and AllInOne the services"
            );

    [Fact]
    public void Compiles_its_own_files_alone() =>
        Sources
            .Projects.SelectMany(project => project.LinkedFiles, (project, file) => $"{project.Path} compiles {file}")
            .ShouldBeEmpty("a linked file is a reference that no project file's reader sees");

    [Fact]
    public void Declares_no_message_of_its_own() =>
        Sources
            .Files("*.cs")
            .Where(path =>
                !path.StartsWith("Contracts/", StringComparison.Ordinal)
                && !path.StartsWith("tests/", StringComparison.Ordinal)
            )
            .Where(path =>
                Sources.Read(path) is var text
                && (
                    text.Contains("[EntityName(", StringComparison.Ordinal)
                    || text.Contains("[MessageUrn(", StringComparison.Ordinal)
                )
            )
            .ShouldBeEmpty("every message is in Contracts, where all its readers find it");

    [Fact]
    public void Shares_nothing_that_knows_a_service() =>
        Sources
            .Projects.Where(project => project.IsShared)
            .SelectMany(
                project => project.References.Where(reference => reference != Contracts && !IsShared(reference)),
                (project, reference) => $"{project.Path} references {reference}"
            )
            .ShouldBeEmpty("what is shared knows Contracts and each other, never who shares it");

    [Fact]
    public void Is_not_named_by_shared_code()
    {
        var services = Sources.Services.Where(service => service.Path != AllInOne);
        var names = new Regex($@"\b({string.Join('|', services.Select(service => service.Folder.Split('/')[1]))})\b");
        Sources
            .Files("*.cs")
            .Where(path =>
                path.StartsWith("Services/Shared/", StringComparison.Ordinal)
                // The stand-ins for other companies: their tables are their own.
                && !path.StartsWith("Services/Shared/SimulatedParties/", StringComparison.Ordinal)
            )
            .SelectMany(
                path =>
                    Sources
                        .Read(path)
                        .Split('\n')
                        .Where(line => !line.StartsWith("using EventDriven.Contracts.", StringComparison.Ordinal))
                        .Where(line => names.IsMatch(line)),
                (path, line) => $"{path}: {line.Trim()}"
            )
            .ShouldBeEmpty("shared code serves every service; what one service needs is that service's, or a setting");
    }

    [Fact]
    public void Is_unknown_to_the_libraries_for_MassTransit()
    {
        Sources
            .Single(Scheduling)
            .References.ShouldBeEmpty("it serves any application, with or without Persistence: it knows no message");
        Sources
            .Single("Services/Shared/Persistence/EventDriven.Persistence.csproj")
            .References.ShouldBe(
                [Scheduling],
                "it serves any application: it knows no message, and sends by the relay"
            );
    }

    [Fact]
    public void Lends_the_saga_no_web_framework()
    {
        var needed = new Queue<string>([Sagas]);
        var seen = new HashSet<string>();
        while (needed.TryDequeue(out var path))
        {
            if (!seen.Add(path))
                continue;

            var project = Sources.Single(path);
            project.Xml.Root!.Attribute("Sdk")!.Value.ShouldBe("Microsoft.NET.Sdk", $"{path} is part of the saga");
            project.Xml.Descendants("FrameworkReference").ShouldBeEmpty($"{path} is part of the saga");
            foreach (var reference in project.References)
                needed.Enqueue(reference);
        }
    }

    [Fact]
    public void Is_unknown_to_the_saga() =>
        Sources
            .Single(Sagas)
            .References.Where(reference => reference != Contracts && !IsShared(reference))
            .ShouldBeEmpty("the saga knows the participants by their messages alone");

    [Fact]
    public void Is_unknown_to_the_contracts()
    {
        var contracts = Sources.Single(Contracts);

        contracts.References.ShouldBeEmpty("Contracts is what all others reference: it references none");
        contracts.Packages.ShouldBe(
            ["MassTransit.Abstractions"],
            "who only reads messages should not get a transport or a database with them"
        );
    }

    [Fact]
    public void Depends_on_no_test() =>
        Sources
            .Projects.Where(project => !project.IsTest)
            .SelectMany(
                project =>
                    project.References.Where(reference => reference.StartsWith("tests/", StringComparison.Ordinal)),
                (project, reference) => $"{project.Path} references {reference}"
            )
            .ShouldBeEmpty("what is deployed is built without its tests");

    private static bool MayBeShared(Project service, string reference) =>
        reference == Contracts
        || IsShared(reference)
        || (service.Path == Orchestrator && reference == Sagas)
        || (service.Path == AllInOne && IsService(reference));

    private static bool IsShared(string reference) =>
        reference.StartsWith("Services/Shared/", StringComparison.Ordinal);

    private static bool IsService(string reference) =>
        reference.StartsWith("Services/", StringComparison.Ordinal) && !IsShared(reference);
}
