using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace EventDriven.Structure.Tests;

public sealed class The_repository
{
    [Fact]
    public void Has_six_folders_at_its_top() =>
        Sources
            .TopLevelFolders()
            .ShouldBe(
                ["Contracts", "Sagas", "Services", "deploy", "docs", "tests"],
                "these six folders are what a reader finds first, and no other"
            );

    [Fact]
    public void Has_every_project_in_its_solution()
    {
        var inSolution = Regex
            .Matches(Sources.Read("EventDriven.sln"), "\"([^\"]+\\.csproj)\"")
            .Select(match => match.Groups[1].Value.Replace('\\', '/'));

        inSolution
            .Order(StringComparer.Ordinal)
            .ShouldBe(
                Sources.Projects.Select(project => project.Path),
                "a project outside EventDriven.sln is neither built nor tested, and one that is gone breaks the build"
            );
    }

    [Fact]
    public void Pins_every_package_in_one_place()
    {
        Sources
            .Projects.Where(project =>
                project
                    .Xml.Descendants("PackageReference")
                    .Any(package =>
                        package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null
                    )
            )
            .Select(project => project.Path)
            .ShouldBeEmpty("versions stand in Directory.Packages.props alone, so that what must move together does");

        Regex
            .Matches(
                Sources.Read("Directory.Packages.props"),
                "<PackageVersion Include=\"([^\"]+)\" Version=\"([^\"]+)\""
            )
            .Where(match => !Regex.IsMatch(match.Groups[2].Value, @"^\d+(\.\d+)+(-beta\.\d+)?$"))
            .Select(match => match.Value)
            .ShouldBeEmpty("a floating version, or a range, builds something else tomorrow");
    }

    [Fact]
    public void Explains_each_metric_and_attribute()
    {
        var explained = Sources.Read("docs/operations.md");

        var names = Sources
            .Files("*.cs")
            .Where(path => !path.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(path => Regex.Matches(Sources.Read(path), @"""(eventdriven\.[a-z_.]+)"""))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToList();

        names.Count.ShouldBeGreaterThan(15);
        names.Where(name => !explained.Contains($"`{name}`", StringComparison.Ordinal)).ShouldBeEmpty();
    }
}
