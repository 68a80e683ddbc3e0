using System.Net;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.StoredMessages;
using Shouldly;

namespace EventDriven.Services.Tests.Operations.Security;

public sealed class When_the_console_is_hosted_alone
{
    [Fact]
    public async Task Its_address_leads_to_it()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var session = host.Open();

        using var answer = await session.Get("/");

        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe("/console");
    }

    [Fact]
    public async Task Its_health_is_open()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var session = host.Open();

        using var answer = await session.Get("/health/live");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_does_not_start_in_production_until_it_is_said_whose_tokens_are_accepted()
    {
        await using var data = new TemporaryFolder();

        var (exitCode, output, errors) = await ServiceExecutable.Run(
            "Operations",
            new()
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Transport"] = "InMemory",
                ["Database"] = "Sqlite",
                ["DataDirectory"] = data.FullPath,
            }
        );

        exitCode.ShouldNotBe(0, output);
        $"{output}{errors}".ShouldContain(
            "Nothing says whose tokens are accepted. "
                + "Set Authentication:Authority to the address of your OpenID Connect provider"
        );
        output.ShouldNotContain("Now listening on");
    }
}
