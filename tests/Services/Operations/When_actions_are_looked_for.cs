using System.Net;
using System.Text.RegularExpressions;
using EventDriven.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Services.Tests.Operations.Security;
using EventDriven.TestServers;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed partial class When_actions_are_looked_for(Servers servers, SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public async Task They_are_shown_the_latest_first_and_none_twice_or_never(string kind)
    {
        await using var database = kind == "Postgres" ? await servers.CreateDatabaseAsync("operations", Cancel) : null;
        await using var host = await Start(database);
        // Several at the same instant: a page may end between them.
        await Keep(host, [.. Enumerable.Range(0, 120).Select(i => An(at: i / 7, reason: $"Reason {i}."))]);
        using var session = await host.OpenAsOperator();

        var (seen, path) = (new List<string>(), "/console/actions");
        var pages = 0;
        while (path is not null && pages++ < 10)
        {
            var html = await Page(session, path);
            seen.AddRange(Reason().Matches(html).Select(match => match.Value));
            path = Earlier().Match(html) is { Success: true } link ? WebUtility.HtmlDecode(link.Groups[1].Value) : null;
        }

        pages.ShouldBe(3);
        seen.Order().ShouldBe(Enumerable.Range(0, 120).Select(i => $"Reason {i}.").Order());
        seen[..1]
            .ShouldBeSubsetOf(
                [.. Enumerable.Range(119 / 7 * 7, 120 - (119 / 7 * 7)).Select(i => $"Reason {i}.")],
                "one of the latest"
            );
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("Postgres")]
    public async Task One_operators_and_one_orders_are_found(string kind)
    {
        await using var database = kind == "Postgres" ? await servers.CreateDatabaseAsync("operations", Cancel) : null;
        await using var host = await Start(database);
        var order = Guid.NewGuid();
        await Keep(
            host,
            An(1, "Hers, on it.", "grace", order),
            An(2, "Hers, on another.", "grace"),
            An(3, "His, on it.", "alan", order)
        );
        using var session = await host.OpenAsOperator();

        (await Page(session, "/console/actions?operator=grace")).ShouldSatisfyAllConditions(
            html => html.ShouldContain("Hers, on it."),
            html => html.ShouldContain("Hers, on another."),
            html => html.ShouldNotContain("His, on it.")
        );
        (await Page(session, $"/console/actions?order={order}")).ShouldSatisfyAllConditions(
            html => html.ShouldContain("Hers, on it."),
            html => html.ShouldContain("His, on it."),
            html => html.ShouldNotContain("Hers, on another.")
        );
        (await Page(session, $"/console/actions?order={order}&operator=alan")).ShouldNotContain("Hers");
    }

    [Theory]
    [InlineData("", "No operator has acted yet")]
    [InlineData("?operator=nobody", "No action matches")]
    [InlineData("?order=12", "is not an order id")]
    [InlineData("?operator=a%00b", "is not an operator&#x27;s name")]
    [InlineData("?before=nonsense", "No operator has acted yet")]
    public async Task Nothing_found_is_said_and_so_is_what_cannot_be(string query, string said)
    {
        var host = await hosts.Console();
        using var session = await host.OpenAsOperator();

        (await Page(session, $"/console/actions{query}")).ShouldContain(said);
    }

    [Fact]
    public async Task What_an_operator_wrote_is_text_and_nothing_else()
    {
        await using var host = await ConsoleHost.StartAsync();
        await Keep(host, An(1, "<script>alert(1)</script>", "<b>grace</b>"));
        using var session = await host.OpenAsOperator();

        var html = await Page(session, "/console/actions");

        html.ShouldContain("&lt;script&gt;");
        html.ShouldNotContain("<script>alert");
        html.ShouldNotContain("<b>grace");
    }

    private static Task<ConsoleHost> Start(TestDatabase? database) =>
        ConsoleHost.StartAsync(
            settings: database is null ? null : new() { ["ConnectionStrings:Operations"] = database.ConnectionString }
        );

    private static OperatorAction An(int at, string reason, string who = "grace", Guid? order = null) =>
        new()
        {
            Id = Guid.NewGuid(),
            At = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddMinutes(at),
            Operator = who,
            Action = "AskAgain",
            OrderId = order,
            Reason = reason,
            Outcome = "Sent to the order.",
        };

    private static async Task Keep(ConsoleHost host, params OperatorAction[] actions)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<OperationsDbContext>();
        db.OperatorActions.AddRange(actions);
        await db.SaveChangesAsync(Cancel);
    }

    private static async Task<string> Page(ConsoleHost.Session session, string path)
    {
        using var answer = await session.Get(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await answer.Content.ReadAsStringAsync(Cancel);
    }

    [GeneratedRegex(@"Reason \d+\.")]
    private static partial Regex Reason();

    [GeneratedRegex("href=\"([^\"]+)\">Earlier")]
    private static partial Regex Earlier();
}
