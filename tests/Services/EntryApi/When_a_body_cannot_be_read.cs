using System.Net.Mime;
using System.Text;
using EventDriven.EntryApi.Endpoints;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_a_body_cannot_be_read(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    [Theory]
    [InlineData("a text for a number", """{"lines":[{"sku":"TEA-1","quantity":"2"}]}""", "lines[0].quantity")]
    [InlineData(
        "a fraction of a piece",
        """{"lines":[{"sku":"TEA-1"},{"sku":"CUP-1","quantity":1.5}]}""",
        "lines[1].quantity"
    )]
    [InlineData("more than a number holds", """{"lines":[{"quantity":99999999999}]}""", "lines[0].quantity")]
    [InlineData("an object for a list", """{"lines":{}}""", "lines")]
    [InlineData("a number for a text", """{"customerId":1}""", "customerId")]
    [InlineData("half a surrogate pair", """{"customerId":"\ud800"}""", "customerId")]
    [InlineData("a list for an object", "[]", "")]
    [InlineData("no JSON", "hello", "")]
    public async Task The_place_is_named(string what, string body, string field)
    {
        var host = await hosts.EntryApi();

        using var response = await Post(host, body);

        (await response.Problem(400)).Fields().ShouldBe([field], what);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("""{"customerId":"c-1","customerId":"c-2"}""")]
    [InlineData("""{"customerId":"c-1",""")]
    public async Task It_is_a_bad_request(string body)
    {
        var host = await hosts.EntryApi();

        using var response = await Post(host, body);

        await response.Problem(400);
    }

    [Fact]
    public async Task Too_large_is_said_so()
    {
        var host = await hosts.EntryApi();

        using var response = await Post(
            host,
            $$"""{"customerId":"{{new string('x', OrderEndpoints.MaxBodyBytes)}}"}"""
        );

        await response.Problem(413);
    }

    [Fact]
    public async Task Another_content_type_is_said_so()
    {
        var host = await hosts.EntryApi();

        using var response = await Post(host, AnOrder.Valid().ToJsonString(), MediaTypeNames.Text.Plain);

        await response.Problem(415);
    }

    [Theory]
    [InlineData("application/json; charset=utf-8", "utf-8")]
    [InlineData("application/json; charset=\"utf-8\"", "utf-8")]
    [InlineData("application/json; charset=\"UTF-\\8\"", "utf-8")]
    [InlineData("application/json; charset=utf-16", "utf-16")]
    [InlineData("application/json; charset=\"utf-16\"", "utf-16")]
    public async Task A_known_charset_is_accepted_quoted_or_not(string type, string encoding)
    {
        var host = await hosts.EntryApi();

        using var response = await Post(host, Encoding.GetEncoding(encoding).GetBytes(Order), type);

        await response.Problemless();
    }

    [Theory]
    [InlineData("application/json; charset=klingon")]
    [InlineData("application/json; charset=\"klingon\"")]
    [InlineData("application/json; charset=\"\"")]
    [InlineData("application/json; charset=utf-7")]
    public async Task An_unknown_charset_is_not_supported(string type)
    {
        var host = await hosts.EntryApi();

        using var response = await Post(host, Encoding.UTF8.GetBytes(Order), type);

        (await response.Problem(415))["detail"]!.ToString().ShouldContain("charset");
    }

    private static string Order => AnOrder.Valid().ToJsonString();

    private static Task<HttpResponseMessage> Post(
        EntryApiHost host,
        string body,
        string type = MediaTypeNames.Application.Json
    ) => Post(host, Encoding.UTF8.GetBytes(body), type);

    private static Task<HttpResponseMessage> Post(EntryApiHost host, byte[] body, string type)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return host.Client.PostAsync("/orders", content, TestContext.Current.CancellationToken);
    }
}
