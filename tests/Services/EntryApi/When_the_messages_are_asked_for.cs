using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_the_messages_are_asked_for
{
    [Fact]
    public async Task The_committed_document_is_served()
    {
        await using var host = await EntryApiHost.StartAsync();

        var served = await host.Client.GetFromJsonAsync<JsonNode>(
            "/asyncapi.json",
            TestContext.Current.CancellationToken
        );

        var committed = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "asyncapi.json"),
            TestContext.Current.CancellationToken
        );
        JsonNode.DeepEquals(served, JsonNode.Parse(committed)).ShouldBeTrue();
    }
}
