using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

internal static class Responses
{
    /// <summary>The body of an answer that is no problem.</summary>
    public static async Task<JsonNode> Problemless(this HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue($"{(int)response.StatusCode}: {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>The body of a problem of this status, which says nothing of the inside.</summary>
    public static async Task<JsonNode> Problem(this HttpResponseMessage response, int status)
    {
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        ((int)response.StatusCode).ShouldBe(status, body);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonNode.Parse(body)!;
        ((int?)problem["status"]).ShouldBe(status);
        body.ShouldNotContain("Exception");
        body.ShouldNotContain(" at EventDriven");
        return problem;
    }

    /// <summary>The fields that a problem names.</summary>
    public static IEnumerable<string> Fields(this JsonNode problem) =>
        problem["errors"]!.AsObject().Select(field => field.Key);

    public static Guid Guid(this JsonNode node, string name) => System.Guid.Parse((string)node[name]!);
}
