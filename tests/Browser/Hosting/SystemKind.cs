namespace EventDriven.Browser.Tests.Hosting;

/// <summary>The two ways in which the system runs.</summary>
public enum SystemKind
{
    /// <summary>Everything in one process, in memory and on SQLite.</summary>
    Embedded,

    /// <summary>Each service a process of its own, on RabbitMQ and PostgreSQL.</summary>
    Distributed,
}
