using EventDriven.AppHost;

// The distributed system on this machine, with Aspire's dashboard: dotnet run --project Services/AppHost
var builder = DistributedApplication.CreateBuilder(args);
var dashboard = builder.Configuration["urls"] ?? builder.Configuration["ASPNETCORE_URLS"] ?? "http://localhost:15888";

// Notifications writes the mail to customers below this folder.
var data = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "../../data/aspire"));
IServers servers = ContainerEngine.IsRunning() ? new Containers(builder) : new LocalServers(builder);

// A message published to an exchange without a queue is lost, so all queues are declared before a service starts.
var topology = servers.ConnectTo(
    builder
        .AddProject<Projects.EventDriven_AllInOne>("topology")
        .WithArgs("--deploy-topology")
        .WithEnvironment("AllowPlaintext", "true"),
    databases: []
);

foreach (var service in ServiceEntry.Read(builder.AppHostDirectory))
{
    var address = $"http://localhost:{service.Port}";
    var process = servers
        .ConnectTo(
            builder
                .AddResource(new ProjectResource(service.Resource))
                .WithAnnotation<IProjectMetadata>(service)
                .WithProjectDefaults(new ProjectResourceOptions()),
            service.Databases
        )
        .WaitForCompletion(topology)
        // Development: the services accept tokens signed with the development key, and connections without TLS. All
        // listen on localhost only.
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
        .WithEnvironment("AllowPlaintext", "true")
        .WithEnvironment("ASPNETCORE_URLS", address)
        .WithEnvironment("DataDirectory", data)
        .WithHttpEndpoint(service.Port, isProxied: false)
        .WithHttpHealthCheck("/health/ready");
    if (service.Name == "EntryApi")
        // gRPC without TLS needs its own port.
        process
            .WithEnvironment("Kestrel__Endpoints__Api__Url", address)
            .WithEnvironment("Kestrel__Endpoints__Grpc__Url", "http://localhost:8087")
            .WithEnvironment("Kestrel__Endpoints__Grpc__Protocols", "Http2")
            .WithUrl($"{address}/swagger", "Swagger");
    if (service.Name == "Operations")
        servers
            .ConnectToManagement(process)
            .WithEnvironment("EntryApi__Url", "http://localhost:8080")
            .WithEnvironment("Traces__Url", $"{dashboard.Split(';')[0]}/traces/detail/{{traceId}}")
            .WithUrl($"{address}/console", "Console");
}

try
{
    await builder.Build().RunAsync();
}
finally
{
    await servers.DisposeAsync();
}
