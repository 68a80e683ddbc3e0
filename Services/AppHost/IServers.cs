namespace EventDriven.AppHost;

/// <summary>RabbitMQ and PostgreSQL.</summary>
internal interface IServers : IAsyncDisposable
{
    /// <summary>Gives a process its connection strings, and starts it after the servers.</summary>
    /// <param name="process">The process.</param>
    /// <param name="databases">The names of its databases' connection strings.</param>
    IResourceBuilder<ProjectResource> ConnectTo(IResourceBuilder<ProjectResource> process, string[] databases);

    /// <summary>Gives a process the address of RabbitMQ's management API.</summary>
    IResourceBuilder<ProjectResource> ConnectToManagement(IResourceBuilder<ProjectResource> process);
}
