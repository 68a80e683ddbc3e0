using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.AllInOne.AsyncApi;

/// <summary>
/// A message of the contracts assembly, and what its doc comment says of it: the first words tell which kind of message
/// it is, which the tests of the contracts insist on.
/// </summary>
/// <param name="Type">The record.</param>
/// <param name="Name">Its exchange.</param>
/// <param name="Urn">What the envelope calls it.</param>
/// <param name="Description">The summary of its doc comment.</param>
internal sealed partial record Contract(Type Type, string Name, string Urn, string Description)
{
    private static readonly Dictionary<string, string> Summaries = ReadSummaries();

    /// <summary>All of them, by the names of their exchanges.</summary>
    public static IReadOnlyList<Contract> All { get; } =
    [
        .. typeof(Queues)
            .Assembly.GetExportedTypes()
            .Where(type => type.IsDefined(typeof(EntityNameAttribute)))
            .Select(type => new Contract(
                type,
                type.GetCustomAttribute<EntityNameAttribute>()!.EntityName,
                MessageUrn.ForTypeString(type),
                DescriptionOf(type)
            ))
            .OrderBy(contract => contract.Name, StringComparer.Ordinal),
    ];

    /// <summary>Whether it is published, to whoever listens; everything else has one receiver.</summary>
    public bool IsEvent => Description.StartsWith("Event", StringComparison.Ordinal);

    /// <summary>The request that it answers; null when it is no response.</summary>
    public string? Request => ResponseTo().Match(Description) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>What the doc comment of a type says.</summary>
    public static string DescriptionOf(Type type) => Summaries[$"T:{type.FullName}"];

    /// <summary>What the doc comment of a property says.</summary>
    public static string DescriptionOf(PropertyInfo property) =>
        Summaries[$"P:{property.DeclaringType!.FullName}.{property.Name}"];

    private static Dictionary<string, string> ReadSummaries() =>
        XDocument
            .Load(Path.ChangeExtension(typeof(Queues).Assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(
                member => (string)member.Attribute("name")!,
                member => WhiteSpace().Replace(member.Element("summary")?.Value ?? "", " ").Trim()
            );

    [GeneratedRegex(@"^Response to (\w+)")]
    private static partial Regex ResponseTo();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
