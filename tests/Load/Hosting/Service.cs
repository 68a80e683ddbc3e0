namespace EventDriven.Load.Hosting;

/// <summary>A service that runs as a process of its own.</summary>
/// <param name="Project">Its project.</param>
/// <param name="Role">
/// What the floors call it; null for one that the orders do not wait for, which they do without.
/// </param>
/// <param name="Databases">The connection strings that it is told.</param>
internal sealed record Service(string Project, string? Role, params string[] Databases)
{
    /// <summary>All of them; those that take messages before the one that sends the first.</summary>
    public static readonly IReadOnlyList<Service> All =
    [
        new("Orchestrator", "orders", "Orders"),
        new("Inventory", "inventory", "Inventory"),
        new("Payments", "payments", "Payments", "PaymentProvider"),
        new("Shipping", "shipping", "Shipping", "Carrier"),
        new("Notifications", "notifications", "Notifications"),
        new("EntryApi", "entry-api", "EntryApi"),
        new("Operations", null, "Operations"),
    ];

    /// <summary>Whether this is the way in.</summary>
    public bool IsEntry => Project == "EntryApi";
}
