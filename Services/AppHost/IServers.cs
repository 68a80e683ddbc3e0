namespace EventDriven.AppHost;

/// <summary>RabbitMQ and PostgreSQL.</summary>
internal interface IServers : IAsyncDisposable
{
    /// <summary>Gives a process its connection strings, and starts it after the servers.</summary>
    /// <param name="databases">The names of the connection strings.</param>
    IResourceBuilder<ProjectResource> ConnectTo(IResourceBuilder<ProjectResource> process, string[] databases);

    IResourceBuilder<ProjectResource> ConnectToManagement(IResourceBuilder<ProjectResource> process);
}
