using System.Net;
using EventDriven.Operations;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Shouldly;

namespace EventDriven.Services.Tests.Operations.Security;

public sealed class When_a_page_cannot_be_shown(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_not_there_is_a_page_that_says_so(bool beside)
    {
        await using var host = await ConsoleHost.StartAsync(beside);
        using var session = await host.OpenAsOperator();

        using var answer = await session.Get("/console/no-such-page");

        await IsPageOfTheConsole(answer, HttpStatusCode.NotFound, "Page not found");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_says_which_request_failed_and_that_reading_changed_nothing(bool beside)
    {
        await using var host = await ConsoleHost.StartAsync(beside);
        using var session = await host.OpenAsOperator();
        await DropTable(host);

        using var answer = await session.Get("/console/actions");

        var html = await IsPageOfTheConsole(
            answer,
            HttpStatusCode.InternalServerError,
            "GET /console/actions",
            "Nothing was changed: this request only reads.",
            "Reload this page"
        );
        html.ShouldNotContain("unknown");
        html.ShouldNotContain("OperatorActions", Case.Sensitive, "the cause is in the log alone");
        html.ShouldNotContain("Exception");
    }

    [Fact]
    public async Task It_says_that_the_effect_of_an_action_is_unknown()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var session = await host.OpenAsOperator();
        await DropTable(host);
        var message = Guid.NewGuid();

        using var answer = await session.Submit(
            "/console/orders",
            "/console/failed/messages?handler=Discard",
            new()
            {
                ["ActionId"] = $"{message}",
                ["Ids"] = $"{message}",
                ["Reason"] = "None.",
            }
        );

        var html = await IsPageOfTheConsole(
            answer,
            HttpStatusCode.InternalServerError,
            "POST /console/failed/messages",
            "It is unknown whether the action was carried out.",
            "href=\"/console/actions\""
        );
        html.ShouldNotContain("Nothing was changed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_is_asked_to_come_again_when_the_database_is_away(bool beside)
    {
        await using var operations = await servers.CreateDatabaseAsync("operations", Cancel);
        await using var entryApi = await servers.CreateDatabaseAsync("entry_api", Cancel);
        var direct = new NpgsqlConnectionStringBuilder(operations.ConnectionString);
        await using var proxy = new TcpProxy(direct.Host!, direct.Port);
        proxy.Open();
        direct.Host = "127.0.0.1";
        direct.Port = proxy.Port;
        await using var host = await ConsoleHost.StartAsync(
            beside,
            new()
            {
                ["ConnectionStrings:Operations"] = direct.ConnectionString,
                ["ConnectionStrings:EntryApi"] = entryApi.ConnectionString,
            }
        );
        using var session = await host.OpenAsOperator();

        proxy.Close();
        using var answer = await session.Get("/console/actions");
        proxy.Open();

        await IsPageOfTheConsole(answer, HttpStatusCode.ServiceUnavailable, "database does not answer");
        answer.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        await Eventually.Holds(async () =>
        {
            using var again = await session.Get("/console/actions");
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    private static async Task DropTable(ConsoleHost host)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<OperationsDbContext>()
            .Database.ExecuteSqlAsync($"DROP TABLE \"OperatorActions\"", Cancel);
    }

    private static async Task<string> IsPageOfTheConsole(
        HttpResponseMessage answer,
        HttpStatusCode status,
        params string[] texts
    )
    {
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        answer.StatusCode.ShouldBe(status, html);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        foreach (var text in texts)
            html.ShouldContain(text);
        html.ShouldContain("Sign out", Case.Sensitive, "who has signed in can go on from here");
        return html;
    }
}
