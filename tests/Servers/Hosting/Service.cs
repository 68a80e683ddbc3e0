namespace EventDriven.TestServers.Hosting;

/// <summary>The services that run as processes of their own, named as their projects are.</summary>
internal enum Service
{
    Orchestrator,
    Inventory,
    Payments,
    Shipping,
    Notifications,
    EntryApi,
    Operations,
}
