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

        await IsPageOfTheConsole(answer, HttpStatusCode.NotFound, "Nothing is here");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_fails_unexpectedly_says_nothing_of_why(bool beside)
    {
        await using var host = await ConsoleHost.StartAsync(beside);
        using var session = await host.OpenAsOperator();
        await using (var scope = host.Services.CreateAsyncScope())
            await scope
                .ServiceProvider.GetRequiredService<OperationsDbContext>()
                .Database.ExecuteSqlAsync($"DROP TABLE \"OperatorActions\"", Cancel);

        using var answer = await session.Get("/console/actions");

        var html = await IsPageOfTheConsole(answer, HttpStatusCode.InternalServerError, "That did not work");
        html.ShouldNotContain("OperatorActions");
        html.ShouldNotContain("Exception");
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

        await IsPageOfTheConsole(answer, HttpStatusCode.ServiceUnavailable, "database is away");
        answer.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        await Eventually.Holds(async () =>
        {
            using var again = await session.Get("/console/actions");
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    private static async Task<string> IsPageOfTheConsole(HttpResponseMessage answer, HttpStatusCode status, string said)
    {
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        answer.StatusCode.ShouldBe(status, html);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        html.ShouldContain(said);
        html.ShouldContain("Sign out", Case.Sensitive, "who has signed in can go on from here");
        return html;
    }
}
