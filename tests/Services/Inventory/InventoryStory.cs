using EventDriven.Contracts;
using EventDriven.ServiceDefaults;
using EventDriven.TestServers;
using Xunit;

namespace EventDriven.Services.Tests.Inventory;

/// <summary>What the stories about Inventory share: each is told on PostgreSQL and on SQLite.</summary>
public abstract class InventoryStory(Servers servers)
{
    /// <summary>The order that the story is about.</summary>
    protected Guid OrderId { get; } = Guid.NewGuid();

    public static TheoryData<DatabaseKind> Databases => [DatabaseKind.Postgres, DatabaseKind.Sqlite];

    private protected Task<InventoryHost> Start(DatabaseKind database) => InventoryHost.Start(servers, database);

    private protected static OrderLine Line(string sku, int quantity) => new() { Sku = sku, Quantity = quantity };
}
