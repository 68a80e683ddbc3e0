using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Security;

public sealed class When_no_token_is_sent(When_no_token_is_sent.Host host) : IClassFixture<When_no_token_is_sent.Host>
{
    private const string AnId = "00000000-0000-0000-0000-000000000001";

    [Theory]
    [InlineData("GET", "/products")]
    [InlineData("POST", "/orders")]
    [InlineData("GET", $"/orders/{AnId}")]
    [InlineData("POST", $"/orders/{AnId}/cancellation")]
    [InlineData("POST", $"/orders/{AnId}/review")]
    [InlineData("DELETE", "/orders")]
    [InlineData("GET", "/an-endpoint-that-nobody-thought-of")]
    public async Task Nothing_that_is_not_open_is_answered(string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await host.Stranger.SendAsync(request, TestContext.Current.CancellationToken);

        var problem = await response.Problem(401);
        problem["type"]!.ToString().ShouldBe("/problems/unauthenticated");
        problem["detail"]!.ToString().ShouldContain("Authorization: Bearer");
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task What_is_open_is_answered(string path)
    {
        using var response = await host.Stranger.GetAsync(path, TestContext.Current.CancellationToken);

        response.IsSuccessStatusCode.ShouldBeTrue($"{response.StatusCode}");
    }

    public sealed class Host : IAsyncLifetime
    {
        private EntryApiHost _api = null!;

        internal HttpClient Stranger => _api.As(null);

        public async ValueTask InitializeAsync() => _api = await EntryApiHost.StartAsync();

        public ValueTask DisposeAsync() => _api.DisposeAsync();
    }
}
