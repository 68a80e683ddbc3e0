namespace EventDriven.ServiceDefaults;

/// <summary>
/// Work that one replica of a service does on behalf of all. The holder renews the lease; once it has expired, any
/// replica can take it over.
/// </summary>
public sealed class Lease
{
    /// <summary>The work; the primary key.</summary>
    public required string Name { get; init; }

    /// <summary>The replica that does it.</summary>
    public required Guid Holder { get; set; }

    /// <summary>The expiry (UTC).</summary>
    public required DateTime Until { get; set; }
}
