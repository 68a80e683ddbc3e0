using EventDriven.Inventory;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

public sealed class The_inventory_model(Servers servers) : InventoryStory(servers)
{
    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Lets_no_stock_fall_below_zero(DatabaseKind database)
    {
        await using var host = await Start(database);
        await host.Stock("A", onHand: 1);

        foreach (var wrong in new[] { "\"Held\" = 2", "\"Held\" = -1", "\"OnHand\" = -1" })
        {
            var sql = $"UPDATE \"Products\" SET {wrong} WHERE \"Sku\" = 'A'";
            var refusal = await Should.ThrowAsync<System.Data.Common.DbException>(() =>
                host.Query(db => db.Database.ExecuteSqlRawAsync(sql, TestContext.Current.CancellationToken))
            );
            refusal.Message.ShouldContain("CK_Products_");
        }
    }
}
