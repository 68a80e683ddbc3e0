using System.Net;
using System.Net.Sockets;
using System.Text;
using EventDriven.ServiceDefaults;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_a_request_is_out_of_bounds(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    [Fact]
    public async Task A_header_that_is_too_long_is_refused()
    {
        var host = await hosts.EntryApi();

        using var response = await host.As(new string('x', 20_000))
            .GetAsync("/products", TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
    }

    [Fact]
    public async Task Too_many_headers_are_refused()
    {
        var host = await hosts.EntryApi();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products");
        for (var i = 0; i < 60; i++)
            request.Headers.Add($"X-{i}", "1");

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_refused()
    {
        var host = await hosts.EntryApi();

        using var response = await host.Client.GetAsync(
            $"/{new string('x', 5_000)}",
            TestContext.Current.CancellationToken
        );

        response.StatusCode.ShouldBe(HttpStatusCode.RequestUriTooLong);
    }

    [Fact]
    public async Task A_handler_that_takes_too_long_is_ended_and_said_so()
    {
        // Nobody answers for Inventory, and the catalogue waits for it for three seconds.
        await using var host = await Start(withInventory: false, ("RequestTimeout", "00:00:00.3"));

        using var response = await host.Client.GetAsync("/products", TestContext.Current.CancellationToken);

        (await response.Problem(504))["type"]!.ToString().ShouldBe("/problems/timed-out");
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_not_waited_for()
    {
        await using var host = await Start(
            withInventory: true,
            ("Kestrel:Limits:MinRequestBodyDataRate:BytesPerSecond", "1000"),
            ("Kestrel:Limits:MinRequestBodyDataRate:GracePeriod", "00:00:01.5")
        );
        using var connection = new TcpClient(host.Address.Host, host.Address.Port);
        var stream = connection.GetStream();

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $$"""
                POST /orders HTTP/1.1
                Host: localhost
                Authorization: Bearer {{EntryApiHost.Issuer.ForOperator()}}
                Content-Type: application/json
                Content-Length: 1000

                {
                """.ReplaceLineEndings("\r\n")
            ),
            TestContext.Current.CancellationToken
        );
        using var reader = new StreamReader(stream);

        (await reader.ReadLineAsync(TestContext.Current.CancellationToken))
            .ShouldNotBeNull()
            .ShouldStartWith("HTTP/1.1 408");
    }

    [Fact]
    public async Task A_connection_beyond_their_number_is_closed()
    {
        await using var host = await Start(withInventory: true, ("Kestrel:Limits:MaxConcurrentConnections", "1"));
        using var first = await host.Client.GetAsync("/", TestContext.Current.CancellationToken);

        await Should.ThrowAsync<HttpRequestException>(() =>
            host.As(null).GetAsync("/", TestContext.Current.CancellationToken)
        );

        first.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("00:00:00")]
    public async Task A_bound_that_is_none_is_refused_at_the_start(string timeout) =>
        (
            await Should.ThrowAsync<StartRefusedException>(() =>
                Start(withInventory: true, ("RequestTimeout", timeout))
            )
        ).Message.ShouldContain("such as 00:00:30");

    private static Task<EntryApiHost> Start(bool withInventory, params (string Name, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        var all = settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value);
        (all["Database"], all["DataDirectory"]) = ("Sqlite", folder.FullPath);
        return EntryApiHost.StartAsync(all, withInventory, folder);
    }
}
