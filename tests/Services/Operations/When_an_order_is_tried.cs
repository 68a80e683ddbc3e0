using System.Net;
using EventDriven.Contracts.Orders;
using EventDriven.EntryApi;
using EventDriven.Operations;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Operations.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

public sealed class When_an_order_is_tried : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OtherServices _others = new(withInventory: true);
    private readonly HttpClient _browser = new(new HttpClientHandler { CookieContainer = new CookieContainer() });
    private WebApplication? _app;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_entry_API_gets_it_as_from_a_client()
    {
        await Start();

        var page = await Post("Try", ("kind", "carrier refuses"));

        await Eventually.Holds(() => _others.Received<SubmitOrder>().Count == 1);
        var order = _others.Received<SubmitOrder>().Single();
        order.ShipTo.PostalCode.ShouldBe("00000");
        page.ShouldContain($"href=\"/console/orders/{order.OrderId}\"");
    }

    [Fact]
    public async Task One_that_is_out_of_stock_wants_more_than_there_is()
    {
        await Start();

        await Post("Try", ("kind", "out of stock"));

        await Eventually.Holds(() => _others.Received<SubmitOrder>().Count == 1);
        _others.Received<SubmitOrder>().Single().Lines.Single().Quantity.ShouldBe(18, "there are 17");
    }

    [Fact]
    public async Task A_burst_is_a_hundred()
    {
        await Start();

        await Post("Burst");

        await Eventually.Holds(() =>
            _others.Received<SubmitOrder>().Select(order => order.OrderId).Distinct().Count() == 100
        );
    }

    [Fact]
    public async Task An_entry_API_that_is_away_is_said_to_be()
    {
        await Start(entryApi: "http://127.0.0.1:1");

        (await Post("Try", ("kind", "completed"))).ShouldContain(
            "The entry API at http://127.0.0.1:1/ does not answer"
        );
    }

    [Fact]
    public async Task It_is_offered_in_development_alone()
    {
        await using var host = await ConsoleHost.StartAsync();
        using var session = await host.OpenAsOperator();

        using var page = await session.Get("/console");
        using var tried = await session.Submit("/console", "/console?handler=Try", new() { ["kind"] = "completed" });

        (await page.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("Try it");
        tried.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        await _folder.DisposeAsync();
    }

    private async Task Start(string? entryApi = null)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { EnvironmentName = Environments.Development }
        );
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["Transport"] = "InMemory",
                ["Database"] = "Sqlite",
                ["DataDirectory"] = _folder.FullPath,
                ["EntryApi:Url"] = entryApi,
                ["Serilog:MinimumLevel:Default"] = "Fatal",
            }
        );
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddServiceDefaults(new OperationsService(), new EntryApiService(), _others);
        _app = builder.Build();
        _app.MapServiceDefaults();
        await _app.StartAsync(Cancel);
        _browser.BaseAddress = new Uri(_app.Urls.First());
        await Submit("/console/signin", "/console/signin?handler=Development");
    }

    private Task<string> Post(string handler, params (string, string)[] fields) =>
        Submit("/console", $"/console?handler={handler}", fields);

    private async Task<string> Submit(string page, string path, params (string Name, string Value)[] fields)
    {
        var html = await _browser.GetStringAsync(new Uri(page, UriKind.Relative), Cancel);
        using var content = new FormUrlEncodedContent([
            .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
            new("__RequestVerificationToken", ConsolePage.FormTokenOf(html)),
        ]);
        using var answer = await _browser.PostAsync(new Uri(path, UriKind.Relative), content, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel));
    }
}
