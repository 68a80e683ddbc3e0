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
            [.. Includes(xml, "ProjectReference").Select(include => Resolve(path, include))],
            [.. Includes(xml, "PackageReference")],
            xml
        );
    }

    /// <summary>The files of other folders that are compiled with the project's own.</summary>
    public IEnumerable<string> LinkedFiles =>
        Includes(Xml, "Compile")
            .Select(include => Resolve(Path, include))
            .Where(file => !file.StartsWith($"{Folder}/", StringComparison.Ordinal));

    private static IEnumerable<string> Includes(XDocument xml, string element) =>
        xml.Descendants(element).Select(item => (string?)item.Attribute("Include")).OfType<string>();

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
