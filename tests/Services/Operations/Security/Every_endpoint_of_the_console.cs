using System.Net;
using System.Text.RegularExpressions;
using EventDriven.Services.Tests.EntryApi;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Operations.Security;

/// <summary>Found by asking the process for its endpoints, so that a page that is added is held to the same.</summary>
public sealed partial class Every_endpoint_of_the_console(SharedHosts hosts) : IClassFixture<SharedHosts>
{
    private static readonly string[] OpenToAll =
    [
        "console/assets/{version}/{**name}",
        "console/error",
        "console/signin",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Is_closed_but_the_sign_in_with_its_looks_and_errors(bool beside)
    {
        var host = await hosts.Console(beside);

        Pattern(host, endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            .ShouldBe(OpenToAll, "who adds an open endpoint says why here");
        Pattern(host, endpoint =>
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null
                && !endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(asked => asked.Policy == "console")
            )
            .ShouldBeEmpty("these say no policy");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Sends_strangers_to_the_sign_in_whatever_token_they_show(bool beside)
    {
        var host = await hosts.Console(beside);
        using var stranger = host.Open();

        foreach (var path in host.Endpoints.Where(IsClosed).Select(Address))
        {
            foreach (var authorization in new[] { "None", $"Bearer {ConsoleHost.Issuer.ForOperator()}" })
            {
                using var answer = await stranger.Get(path, ("Authorization", authorization));
                answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, path);
                answer.Headers.Location!.AbsolutePath.ShouldBe("/console/signin", path);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tells_a_script_of_a_stranger_that_it_is_closed(bool beside)
    {
        var host = await hosts.Console(beside);
        using var stranger = host.Open();

        using var answer = await stranger.Get("/console", ("Sec-Fetch-Mode", "cors"));

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Takes_no_form_that_another_site_has_made(bool beside)
    {
        var host = await hosts.Console(beside);
        using var session = await host.OpenAsOperator();
        var loader = host.Services.GetRequiredService<PageLoader>();
        var forms = new List<string>();
        foreach (var endpoint in host.Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
                continue;
            var compiled = await loader.LoadAsync(page, EndpointMetadataCollection.Empty);
            foreach (var handler in compiled.HandlerMethods.Where(handler => HttpMethods.IsPost(handler.HttpMethod)))
                forms.Add($"{Address(endpoint)}?handler={handler.Name}");
        }

        forms.ShouldContain("/console/signin?handler=Out", "the forms are found");
        foreach (var form in forms)
        {
            using var answer = await session.Post(form, new() { ["reason"] = "none" });
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, form);
            (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(
                "Nothing was changed",
                Case.Sensitive,
                form
            );
        }
    }

    [Fact]
    public async Task That_changes_something_is_a_page_with_a_form()
    {
        var host = await hosts.Console();

        Pattern(host, endpoint =>
                endpoint.Metadata.GetMetadata<PageActionDescriptor>() is null
                && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { } methods
                && methods.Except(["GET", "HEAD"]).Any()
            )
            .ShouldBeEmpty("a page's form has an antiforgery token, which nothing asks for here");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Says_what_a_browser_may_run_and_keep(bool beside)
    {
        var host = await hosts.Console(beside);
        using var session = await host.OpenAsOperator();
        using var stranger = host.Open();
        string[] paths =
        [
            "/console/signin",
            "/console/error",
            "/console/no-such-page",
            .. host.Endpoints.Where(IsClosed).Select(Address),
        ];

        foreach (var (who, path) in paths.SelectMany(path => new[] { (session, path), (stranger, path) }))
        {
            using var answer = await who.Get(path);
            var policy = answer.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem(path);
            policy.ShouldStartWith("default-src 'none'", Case.Sensitive, path);
            policy.ShouldNotContain("unsafe", Case.Sensitive, path);
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
            answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], path);
        }
    }

    [Fact]
    public async Task Is_not_counted_among_the_requests_to_the_entry_API()
    {
        await using var host = await ConsoleHost.StartAsync(
            beside: true,
            new()
            {
                ["RateLimit:PerSecond"] = "0.01",
                ["RateLimit:Burst"] = "1",
                ["RateLimit:AnonymousPerSecond"] = "0.01",
                ["RateLimit:AnonymousBurst"] = "1",
            }
        );
        using var session = await host.OpenAsOperator();

        for (var i = 0; i < 5; i++)
        {
            using var answer = await session.Get("/console/actions");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    private static bool IsClosed(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null;

    private static IEnumerable<string> Pattern(ConsoleHost host, Func<RouteEndpoint, bool> which) =>
        host
            .Endpoints.Where(which)
            .Select(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').ToLowerInvariant())
            .Distinct()
            .Order(StringComparer.Ordinal);

    // Where a parameter is, some id; what is optional is left out.
    private static string Address(RouteEndpoint endpoint) =>
        "/"
        + Parameter()
            .Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), parameter =>
                parameter.Value.Contains('?', StringComparison.Ordinal) ? "" : $"{Guid.NewGuid()}"
            )
            .TrimEnd('/')
            .ToLowerInvariant();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
