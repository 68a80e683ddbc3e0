using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>An operation as /openapi.json describes it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Method">Its method, in lower case.</param>
/// <param name="Path">What its paths look like.</param>
/// <param name="Answers">Each status, and each type of problem that comes with it; null where it is no problem.</param>
internal sealed record DescribedOperation(
    string Id,
    string Method,
    Regex Path,
    IReadOnlyList<(int Status, string? Type)> Answers
)
{
    /// <summary>All operations of the document that the API serves.</summary>
    public static async Task<IReadOnlyList<DescribedOperation>> ReadAll(EntryApiHost host)
    {
        using var response = await host.Get("/openapi.json");
        var document = await response.Problemless();
        return
        [
            .. from path in document["paths"]!.AsObject()
            from operation in path.Value!.AsObject()
            select new DescribedOperation(
                operation.Value!["operationId"]!.ToString(),
                operation.Key,
                PathsOf(path.Key, operation.Value!),
                [
                    .. operation.Value!["responses"]!
                        .AsObject()
                        .SelectMany(answer =>
                            TypesOf(answer.Key, answer.Value!).Select(type => (int.Parse(answer.Key), type))
                        ),
                ]
            ),
        ];
    }

    // The description of a problem is the list of its types.
    private static string?[] TypesOf(string status, JsonNode answer) =>
        status[0] < '4' ? new string?[1] : answer["description"]!.ToString().Split(", ");

    private static Regex PathsOf(string template, JsonNode operation)
    {
        foreach (
            var parameter in operation["parameters"]
                ?.AsArray()
                .Where(parameter => parameter!["in"]!.ToString() == "path")
                ?? []
        )
        {
            var isId = parameter!["schema"]!["format"]?.ToString() == "uuid";
            template = template.Replace(
                $"{{{parameter["name"]}}}",
                isId ? "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}" : "[^/]+",
                StringComparison.Ordinal
            );
        }

        return new Regex($"^{template}/?$");
    }
}
