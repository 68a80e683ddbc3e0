namespace EventDriven.TestServers.Hosting;

/// <summary>The services that tests name. <see cref="ServiceEntry.All" /> has all of them.</summary>
internal static class Service
{
    public const string Orchestrator = nameof(Orchestrator);
    public const string Inventory = nameof(Inventory);
    public const string Payments = nameof(Payments);
    public const string Shipping = nameof(Shipping);
    public const string Notifications = nameof(Notifications);
    public const string EntryApi = nameof(EntryApi);
    public const string Operations = nameof(Operations);
}
