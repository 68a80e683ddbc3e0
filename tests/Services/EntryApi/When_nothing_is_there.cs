using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_nothing_is_there(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    [Theory]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("GET", "/orders/not-a-guid", 404)]
    [InlineData("GET", "/orders/00000000-0000-0000-0000-000000000000", 404)]
    [InlineData("POST", "/orders/not-a-guid/cancellation", 404)]
    [InlineData("DELETE", "/orders", 405)]
    [InlineData("PUT", "/orders/00000000-0000-0000-0000-000000000000", 405)]
    public async Task A_problem_says_so(string method, string path, int status)
    {
        var host = await hosts.EntryApi();

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.Problem(status);
    }

    [Fact]
    public async Task The_root_says_where_to_go()
    {
        var host = await hosts.EntryApi();

        (await host.Client.GetStringAsync("/", TestContext.Current.CancellationToken)).ShouldContain("POST /orders");
    }
}
