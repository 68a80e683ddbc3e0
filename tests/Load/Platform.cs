namespace EventDriven.Load;

/// <summary>The system that is driven.</summary>
internal enum Platform
{
    /// <summary>Each service as a process of its own, on RabbitMQ and PostgreSQL, all started for the run.</summary>
    Distributed,

    /// <summary>Every service in one process, started for the run: in-memory transport, SQLite.</summary>
    Embedded,

    /// <summary>What deploy/local/up has started; left running.</summary>
    Running,
}
