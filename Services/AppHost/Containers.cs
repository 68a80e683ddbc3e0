namespace EventDriven.AppHost;

/// <summary>Both servers in containers. Their data are deleted with the containers.</summary>
internal sealed class Containers(IDistributedApplicationBuilder builder) : IServers
{
    // The images of compose.yaml.
    private readonly IResourceBuilder<RabbitMQServerResource> _broker = builder
        .AddRabbitMQ("rabbitmq")
        .WithManagementPlugin()
        .WithImageTag("4-management");
    private readonly IResourceBuilder<PostgresServerResource> _postgres = builder
        .AddPostgres("postgres")
        .WithImageTag("17")
        // Nine databases, each with a pool of at most 40 connections.
        .WithArgs("-c", "max_connections=400");

    public IResourceBuilder<ProjectResource> ConnectTo(IResourceBuilder<ProjectResource> process, string[] databases)
    {
        process.WithReference(_broker, "RabbitMq").WaitFor(_broker);
        foreach (var connection in databases)
        {
            var name = connection.ToLowerInvariant();
            var database = _postgres.AddDatabase($"{name}-db", name);
            process.WithReference(database, connection).WaitFor(database);
        }

        return process;
    }

    public IResourceBuilder<ProjectResource> ConnectToManagement(IResourceBuilder<ProjectResource> process) =>
        process.WithEnvironment("RabbitMq__Management", _broker.GetEndpoint("management"));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
