using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace EventDriven.Structure.Tests;

public sealed partial class A_container
{
    [Fact]
    public void Has_an_image_of_a_named_version()
    {
        var images = Images().ToList();

        images.ShouldNotBeEmpty();
        images
            .Where(image =>
                !VersionedImage().IsMatch(image.Name) || image.Name.EndsWith(":latest", StringComparison.Ordinal)
            )
            .Select(image => $"{image.File}: {image.Name}")
            .ShouldBeEmpty("an image without a version, or with 'latest', is another one tomorrow");
    }

    [Fact]
    public void Is_reached_from_this_machine_alone()
    {
        var ports = ComposeFiles()
            .SelectMany(file => PortMapping().Matches(Sources.Read(file)).Select(match => match.Value))
            .ToList();

        ports.ShouldNotBeEmpty();
        ports
            .Where(port => !port.StartsWith("127.0.0.1:", StringComparison.Ordinal))
            .ShouldBeEmpty("a published port is bound to 127.0.0.1: a laptop in a café is no server");
    }

    private static IEnumerable<string> ComposeFiles() =>
        Sources
            .Files("*.yaml")
            .Concat(Sources.Files("*.yml"))
            .Where(path => Path.GetFileName(path).StartsWith("compose", StringComparison.Ordinal));

    private static IEnumerable<(string File, string Name)> Images()
    {
        foreach (var file in Sources.Files("*.yaml").Concat(Sources.Files("*.yml")))
        {
            foreach (Match match in ImageOfYaml().Matches(Sources.Read(file)))
                yield return (file, match.Groups[1].Value);
        }

        foreach (var file in Sources.Files("*Dockerfile*"))
        {
            var text = Sources.Read(file);
            var stages = StageOfDockerfile().Matches(text).Select(match => match.Groups[1].Value).ToHashSet();
            foreach (
                var image in ImageOfDockerfile()
                    .Matches(text)
                    .Select(match => match.Groups[1].Value)
                    .Where(image => !stages.Contains(image))
            )
                yield return (file, image);
        }
    }

    [GeneratedRegex(@"^[\w./-]+(:\d+/[\w./-]+)?:\d[\w.-]*(@sha256:[0-9a-f]{64})?$")]
    private static partial Regex VersionedImage();

    [GeneratedRegex(@"^\s*(?:-\s+)?image:\s*[""']?([^\s""'#]+)", RegexOptions.Multiline)]
    private static partial Regex ImageOfYaml();

    [GeneratedRegex(@"^FROM\s+(?:--\S+\s+)*(\S+)", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex ImageOfDockerfile();

    [GeneratedRegex(@"^FROM\s+.*\sAS\s+(\S+)", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex StageOfDockerfile();

    // "8080:8080", 8080:8080 or "127.0.0.1:8080:8080", on a line of its own or in brackets; times and addresses have no
    // such pair.
    [GeneratedRegex(@"(?<![\w.:/@])(?:\d{1,3}(?:\.\d{1,3}){3}:)?\d{2,5}:\d{2,5}(?![\w.:/])")]
    private static partial Regex PortMapping();
}
