using System.Net.Http.Json;
using EventDriven.Operations;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.TestServers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Hosting;

public sealed class When_an_order_is_traced(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_entry_of_its_history_names_the_trace_of_the_request_that_began_it()
    {
        await using var broker = await servers.CreateVirtualHostAsync("traced", Cancel);
        await using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string?>
        {
            ["Transport"] = nameof(TransportKind.RabbitMq),
            ["ConnectionStrings:RabbitMq"] = broker.Uri.AbsoluteUri,
            ["Database"] = nameof(DatabaseKind.Sqlite),
            ["DataDirectory"] = folder.FullPath,
        };
        using var log = new LogLines();
        await using var app = AllInOneProcess.Build(settings, AllInOneProcess.Services, log);
        await app.StartAsync(Cancel);
        using var client = AllInOneProcess.ClientOf(app, EntryApiHost.Issuer.ForCustomer("c-1"));
        client.DefaultRequestHeaders.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

        using var placed = await client.PostAsJsonAsync("/orders", AnOrder.Valid(), Cancel);
        placed.EnsureSuccessStatusCode();
        var orderId = Guid.Parse(placed.Headers.Location!.OriginalString.Split('/')[^1]);

        await Eventually.Holds(
            () =>
                Read(app, db =>
                    db.TrackedOrders.AnyAsync(order => order.OrderId == orderId && order.EndedAt != null, Cancel)
                ),
            log: log.Troubles
        );
        (
            await Read(app, db =>
                db.HistoryEntries.Where(entry => entry.OrderId == orderId)
                    .Select(entry => entry.TraceId)
                    .Distinct()
                    .ToListAsync(Cancel)
            )
        ).ShouldBe(["0af7651916cd43dd8448eb211c80319c"]);
        await app.StopAsync(Cancel);
        SqliteConnection.ClearAllPools();
    }

    private static async Task<T> Read<T>(WebApplication app, Func<OperationsDbContext, Task<T>> query)
    {
        await using var scope = app.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<OperationsDbContext>());
    }
}
