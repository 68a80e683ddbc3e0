using System.Net;
using EventDriven.Contracts.Orders;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

public sealed class When_the_broker_is_away(Servers servers)
{
    [Fact]
    public async Task Orders_are_accepted_without_delay_and_begun_once_it_is_back()
    {
        await using var broker = await servers.CreateVirtualHostAsync(
            "entry_api",
            TestContext.Current.CancellationToken
        );
        await using var proxy = new TcpProxy(broker.Uri.Host, broker.Uri.Port);
        var database = await servers.CreateDatabaseAsync("entry_api", TestContext.Current.CancellationToken);
        await using var host = await EntryApiHost.StartAsync(
            new()
            {
                ["Transport"] = "RabbitMq",
                ["ConnectionStrings:RabbitMq"] = new UriBuilder(broker.Uri) { Host = "127.0.0.1", Port = proxy.Port }
                    .Uri
                    .AbsoluteUri,
                ["ConnectionStrings:EntryApi"] = database.ConnectionString,
                ["Serilog:MinimumLevel:Default"] = "Fatal",
            },
            withInventory: true,
            database
        );

        using var accepted = await host.Post("/orders", AnOrder.Valid());
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var orderId = (await accepted.Problemless()).Guid("orderId");
        (await host.GetOrder(orderId))["state"]!.ToString().ShouldBe("Submitted");
        using var products = await host.Client.GetAsync("/products", TestContext.Current.CancellationToken);
        await products.Problem(503);
        host.Others.Received<SubmitOrder>().ShouldBeEmpty();

        proxy.Open();

        await Eventually.Holds(() => host.Others.Received<SubmitOrder>().Count > 0);
        host.Others.Received<SubmitOrder>().ShouldAllBe(command => command.OrderId == orderId);
    }
}
