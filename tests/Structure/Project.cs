using System.IO.Enumeration;
using System.Xml.Linq;
using EventDriven.TestServers;

namespace EventDriven.Structure.Tests;

/// <summary>One project file, as it is written.</summary>
internal sealed record Project(
    string Path,
    IReadOnlyList<string> References,
    IReadOnlyList<string> Packages,
    XDocument Xml
)
{
    public string Folder => Path[..Path.LastIndexOf('/')];

    public bool IsShared => Path.StartsWith("Services/Shared/", StringComparison.Ordinal);

    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public static Project Load(string path)
    {
        var xml = XDocument.Parse(Sources.Read(path));
        return new Project(
            path,
            [
                .. Attributes(xml, "ProjectReference", "Include")
                    .SelectMany(include => Matching(Resolve(path, include)))
                    .Except(
                        Attributes(xml, "ProjectReference", "Exclude")
                            .SelectMany(exclude => exclude.Split(';'))
                            .SelectMany(exclude => Matching(Resolve(path, exclude)))
                    ),
            ],
            [.. Attributes(xml, "PackageReference", "Include")],
            xml
        );
    }

    /// <summary>The files of other folders that are compiled with the project's own.</summary>
    public IEnumerable<string> LinkedFiles =>
        Attributes(Xml, "Compile", "Include")
            .Select(include => Resolve(Path, include))
            .Where(file => !file.StartsWith($"{Folder}/", StringComparison.Ordinal));

    private static IEnumerable<string> Attributes(XDocument xml, string element, string attribute) =>
        xml.Descendants(element).Select(item => (string?)item.Attribute(attribute)).OfType<string>();

    // A path, or a pattern with asterisks.
    private static IEnumerable<string> Matching(string path) =>
        path.Contains('*', StringComparison.Ordinal)
            ? Sources.Files("*.csproj").Where(file => FileSystemName.MatchesSimpleExpression(path, file))
            : [path];

    private static string Resolve(string project, string include)
    {
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.Combine(Repository.Root, project))!;
        return System
            .IO.Path.GetRelativePath(
                Repository.Root,
                System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, include))
            )
            .Replace('\\', '/');
    }
}
