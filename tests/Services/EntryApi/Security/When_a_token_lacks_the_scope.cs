using System.Text.Json.Nodes;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_a_token_lacks_the_scope(When_a_token_lacks_the_scope.Host host)
    : IClassFixture<When_a_token_lacks_the_scope.Host>
{
    [Theory]
    [InlineData("")]
    [InlineData("openid profile")]
    [InlineData("orders.read")]
    [InlineData("ORDERS")]
    public async Task Nothing_is_answered(string scope)
    {
        using var response = await host.Ask(TokenIssuer.Claims("c-1", scope));

        var problem = await response.Problem(403);
        problem["type"]!.ToString().ShouldBe("/problems/forbidden");
        problem["detail"]!.ToString().ShouldContain("orders or orders.operate");
        response
            .Headers.WwwAuthenticate.ToString()
            .ShouldBe("Bearer error=\"insufficient_scope\", scope=\"orders orders.operate\"");
    }

    [Fact]
    public async Task An_operators_work_is_not_for_customers()
    {
        var orderId = await host.Api.PlaceOrder();
        using var response = await host
            .Api.AsCustomer("c-1")
            .PostAsync($"/orders/{orderId}/review", content: null, TestContext.Current.CancellationToken);

        var problem = await response.Problem(403);
        problem["detail"]!.ToString().ShouldEndWith("the scope orders.operate.");
        response.Headers.WwwAuthenticate.ToString().ShouldContain("scope=\"orders.operate\"");
    }

    [Fact]
    public async Task A_route_that_nobody_thought_of_is_closed_too()
    {
        using var client = host.Api.As(EntryApiHost.Issuer.Issue(TokenIssuer.Claims("c-1", "openid")));
        using var response = await client.GetAsync(
            "/an-endpoint-that-nobody-thought-of",
            TestContext.Current.CancellationToken
        );

        await response.Problem(403);
    }

    [Theory]
    [InlineData("\"orders\"")]
    [InlineData("\"openid orders profile\"")]
    [InlineData("[\"openid\",\"orders\"]")]
    [InlineData("\"orders.operate\"")]
    public async Task One_that_has_it_in_whichever_form_is_answered(string scope)
    {
        var claims = TokenIssuer.Claims("c-1", "");
        claims["scope"] = JsonNode.Parse(scope);

        using var response = await host.Ask(claims);

        response.IsSuccessStatusCode.ShouldBeTrue($"{response.StatusCode}");
    }

    public sealed class Host : IAsyncLifetime
    {
        internal EntryApiHost Api { get; private set; } = null!;

        internal Task<HttpResponseMessage> Ask(JsonObject claims) =>
            Api.As(EntryApiHost.Issuer.Issue(claims)).GetAsync("/products", TestContext.Current.CancellationToken);

        public async ValueTask InitializeAsync() => Api = await EntryApiHost.StartAsync();

        public ValueTask DisposeAsync() => Api.DisposeAsync();
    }
}
