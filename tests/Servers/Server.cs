namespace EventDriven.TestServers;

/// <summary>What the services need and do not bring along.</summary>
public enum Server
{
    /// <summary>The database server.</summary>
    Postgres,

    /// <summary>The broker.</summary>
    RabbitMq,
}
