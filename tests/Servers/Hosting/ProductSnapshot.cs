namespace EventDriven.TestServers.Hosting;

/// <summary>A product as GET /products shows it.</summary>
internal sealed record ProductSnapshot(string Sku, int Available);
