using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using EventDriven.Contracts;
using MassTransit;

namespace EventDriven.AllInOne.AsyncApi;

/// <summary>A message of the contracts assembly.</summary>
/// <param name="Name">Its exchange.</param>
/// <param name="Urn">Its message type in the envelope.</param>
/// <param name="Description">
/// The summary of its doc comment. Its first words state the message's kind; the contracts' tests require them.
/// </param>
internal sealed partial record Contract(Type Type, string Name, string Urn, string Description)
{
    private static readonly Dictionary<string, string> Summaries = ReadSummaries();

    /// <summary>Sorted by exchange.</summary>
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

    /// <summary>Events are published; every other message has one receiver.</summary>
    public bool IsEvent => Description.StartsWith("Event", StringComparison.Ordinal);

    /// <summary>The request that it answers; otherwise null.</summary>
    public string? Request => ResponseTo().Match(Description) is { Success: true } match ? match.Groups[1].Value : null;

    public static string DescriptionOf(Type type) => Summaries[$"T:{type.FullName}"];

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
