using EventDriven.TestServers;

namespace EventDriven.Load.Hosting;

/// <summary>A service that runs as a process of its own.</summary>
/// <param name="Project">Its project.</param>
/// <param name="Role">What the floors call it; null for one that the floors do without.</param>
/// <param name="Databases">The connection strings that it gets.</param>
internal sealed record Service(string Project, string? Role, IReadOnlyList<string> Databases)
{
    /// <summary>All of them; those that take messages before the one that sends the first.</summary>
    public static readonly IReadOnlyList<Service> All =
    [
        .. ServiceEntry.All.Select(entry => new Service(
            entry.Name,
            entry.Name switch
            {
                "Orchestrator" => "orders",
                "EntryApi" => "entry-api",
                "Inventory" or "Payments" or "Shipping" or "Notifications" => entry.Name.ToLowerInvariant(),
                _ => null,
            },
            entry.Databases
        )),
    ];

    /// <summary>Whether this is the way in.</summary>
    public bool IsEntry => Project == "EntryApi";
}
