using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EventDriven.Structure.Tests.Kubernetes;

/// <summary>A service of compose.yaml.</summary>
/// <param name="Settings">Its environment variables, as they are written.</param>
/// <param name="Ports">Published ports of the container.</param>
/// <param name="Profiles">Empty if the service is started in each case.</param>
internal sealed partial record ComposeService(
    string Name,
    string Image,
    IReadOnlyList<string> Profiles,
    IReadOnlyList<string> Command,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyList<int> Ports,
    bool IsReadOnly
)
{
    public static IReadOnlyList<ComposeService> All { get; } =
    [
        .. ((JsonObject)Yaml.Documents(Sources.Read("compose.yaml")).Single()["services"]!).Select(service =>
            Read(service.Key, (JsonObject)service.Value!)
        ),
    ];

    /// <summary>Those that the profile cluster adds.</summary>
    public static IReadOnlyList<ComposeService> Cluster { get; } =
    [.. All.Where(service => service.Profiles.Contains("cluster"))];

    /// <summary>The variables of .env that compose.yaml reads.</summary>
    public static IReadOnlyList<string> Passwords { get; } =
    [
        .. All.SelectMany(service => service.Settings.Values)
            .SelectMany(value => Variable().Matches(value))
            .Select(match => match.Groups["name"].Value)
            .Where(name => name.EndsWith("_PASSWORD", StringComparison.Ordinal))
            .Distinct(),
    ];

    /// <summary>A value with the variables of .env.</summary>
    public static string Resolve(string value, Func<string, string> env) =>
        Variable().Replace(value, match => env(match.Groups["name"].Value));

    /// <summary>Whether .env can choose the value, because it has a default.</summary>
    public static bool IsChosen(string value) => value.Contains(":-", StringComparison.Ordinal);

    private static ComposeService Read(string name, JsonObject service) =>
        new(
            name,
            $"{service["image"]}",
            [.. service["profiles"].At().Select(profile => $"{profile}")],
            [.. service["command"] is JsonArray command ? command.Select(argument => $"{argument}") : []],
            (service["environment"] as JsonObject ?? []).ToDictionary(each => each.Key, each => $"{each.Value}"),
            [.. service["ports"].At().Select(port => int.Parse($"{port}".Split(':')[^1]))],
            service["read_only"]?.GetValue<bool>() == true
        );

    [GeneratedRegex(@"\$\{(?<name>\w+)[^}]*\}")]
    private static partial Regex Variable();
}
