using System.Net.Http.Json;
using EventDriven.Services.Tests.StoredMessages;
using Microsoft.Extensions.Hosting;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_a_token_is_asked_for_in_development
{
    private static readonly Dictionary<string, string> Development = new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = Environments.Development,
    };

    [Fact]
    public async Task A_customer_orders_with_it()
    {
        await using var host = await InDevelopment();
        var (exitCode, token, _) = await ServiceExecutable.Run("EntryApi", Development, "token", "--customer", "c-1");

        exitCode.ShouldBe(0, token);
        using var response = await host.As(token.Trim())
            .PostAsJsonAsync("/orders", AnOrder.Valid(), TestContext.Current.CancellationToken);
        await response.Problemless();
        using var forAnother = await host.As(
                (await ServiceExecutable.Run("EntryApi", Development, "token", "--customer", "c-2")).Output.Trim()
            )
            .PostAsJsonAsync("/orders", AnOrder.Valid(), TestContext.Current.CancellationToken);
        await forAnother.Problem(403);
    }

    [Fact]
    public async Task An_operator_decides_with_it()
    {
        await using var host = await InDevelopment();
        var (exitCode, token, _) = await ServiceExecutable.Run("EntryApi", Development, "token", "--operator");

        exitCode.ShouldBe(0, token);
        using var response = await host.As(token.Trim())
            .PostAsJsonAsync(
                $"/orders/{Guid.NewGuid()}/review",
                new { approve = true },
                TestContext.Current.CancellationToken
            );
        (await response.Problem(404))["type"]!.ToString().ShouldBe("/problems/unknown-order");
    }

    [Fact]
    public async Task It_is_all_that_is_printed()
    {
        var (_, output, _) = await ServiceExecutable.Run("EntryApi", Development, "token", "--customer", "c-1");

        output
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ShouldHaveSingleItem()
            .ShouldMatch(@"^[\w-]+\.[\w-]+\.[\w-]+$");
    }

    [Theory]
    [InlineData(1, "only in the environment Development, and this is Production", "Production", "token", "--operator")]
    [InlineData(2, "Give the token's owner: --customer ID or --operator", "Development", "token")]
    [InlineData(2, "Give the token's owner", "Development", "token", "--customer", "c-1", "--operator")]
    [InlineData(2, "missing for option: '--customer'", "Development", "token", "--customer")]
    [InlineData(2, "--customer needs a value", "Development", "token", "--customer", "--operator")]
    public async Task It_is_refused_with_the_reason(
        int exitCode,
        string said,
        string environment,
        params string[] command
    )
    {
        var answer = await ServiceExecutable.Run(
            "EntryApi",
            new() { ["ASPNETCORE_ENVIRONMENT"] = environment },
            command
        );

        answer.ExitCode.ShouldBe(exitCode, answer.Output);
        answer.Output.ShouldContain(said);
        answer.Output.ShouldNotContain("eyJ");
    }

    [Fact]
    public async Task It_is_shown_in_the_help_with_the_other_commands()
    {
        var answer = await ServiceExecutable.Run("EntryApi", [], "--help");

        answer.ExitCode.ShouldBe(0, answer.Output);
        foreach (var command in new[] { "token", "outbox" })
            answer.Output.ShouldContain($"  {command}");

        var outbox = await ServiceExecutable.Run("EntryApi", [], "outbox", "--help");

        outbox.ExitCode.ShouldBe(0, outbox.Output);
        foreach (var command in new[] { "list", "retry <MESSAGE-ID|all>", "discard <MESSAGE-ID>" })
            outbox.Output.ShouldContain($"  {command}");
    }

    [Fact]
    public async Task It_is_refused_where_another_issuer_is_configured()
    {
        var settings = new Dictionary<string, string>(EntryApiHost.Issuer.Settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = Environments.Development,
        };

        var answer = await ServiceExecutable.Run("EntryApi", settings, "token", "--operator");

        answer.ExitCode.ShouldBe(1, answer.Output);
        answer.Output.ShouldContain("another issuer");
    }

    [Fact]
    public async Task It_opens_nothing_outside_development()
    {
        await using var host = await EntryApiHost.StartAsync();
        var token = (await ServiceExecutable.Run("EntryApi", Development, "token", "--operator")).Output.Trim();
        using var client = host.As(token);

        using var response = await client.GetAsync("/products", TestContext.Current.CancellationToken);

        await response.Problem(401);
    }

    private static Task<EntryApiHost> InDevelopment()
    {
        var folder = new TemporaryFolder();
        return EntryApiHost.StartAsync(
            new()
            {
                [HostDefaults.EnvironmentKey] = Environments.Development,
                ["Authentication:Authority"] = "",
                ["Database"] = "Sqlite",
                ["DataDirectory"] = folder.FullPath,
            },
            withInventory: true,
            folder
        );
    }
}
