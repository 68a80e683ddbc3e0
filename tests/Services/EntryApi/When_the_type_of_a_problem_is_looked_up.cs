using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_the_type_of_a_problem_is_looked_up(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    [Fact]
    public async Task Each_type_that_the_API_can_answer_has_a_page_for_everybody()
    {
        var host = await hosts.EntryApi();
        using var stranger = host.As(null);
        using var nowhere = await host.Get("/nowhere");
        using var wrongMethod = await host.Client.DeleteAsync("/orders", TestContext.Current.CancellationToken);
        string[] types =
        [
            .. (await DescribedOperation.ReadAll(host))
                .SelectMany(operation => operation.Answers)
                .Select(answer => answer.Type)
                .OfType<string>()
                .Distinct(),
            (await nowhere.Problem(404))["type"]!.ToString(),
            (await wrongMethod.Problem(405))["type"]!.ToString(),
        ];

        var list = await Page(stranger, "/problems");

        types.Length.ShouldBeGreaterThan(20);
        foreach (var type in types)
        {
            (await Page(stranger, type)).ShouldContain("<h1>", customMessage: type);
            list.ShouldContain($"href=\"{type}\"");
        }
    }

    [Fact]
    public async Task The_page_has_the_title_of_the_problem_and_says_what_to_do()
    {
        var host = await hosts.EntryApi();
        using var stranger = host.As(null);
        using var refused = await stranger.GetAsync("/orders", TestContext.Current.CancellationToken);
        var problem = await refused.Problem(401);

        var page = await Page(stranger, problem["type"]!.ToString());

        page.ShouldContain($"<h1>{problem["title"]}</h1>");
        page.ShouldContain("Send the header Authorization: Bearer TOKEN.");
        page.ShouldNotContain("<script", Case.Insensitive);
    }

    [Fact]
    public async Task A_type_that_does_not_exist_is_not_found()
    {
        var host = await hosts.EntryApi();

        using var response = await host.Get("/problems/nothing");

        await response.Problem(404);
    }

    private static async Task<string> Page(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue($"{path}: {response.StatusCode}");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
