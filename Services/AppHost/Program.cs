using EventDriven.AppHost;

// The distributed system on this machine, with Aspire's dashboard: dotnet run --project Services/AppHost
var builder = DistributedApplication.CreateBuilder(args);
var dashboard = builder.Configuration["urls"] ?? builder.Configuration["ASPNETCORE_URLS"] ?? "http://localhost:15888";

// Notifications writes the mail to customers below this folder.
var data = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "../../data/aspire"));
IServers servers = ContainerEngine.IsRunning() ? new Containers(builder) : new LocalServers(builder);

// A message published to an exchange without a queue is lost, so all queues are declared before a service starts.
var topology = servers.ConnectTo(
    builder.AddProject<Projects.EventDriven_AllInOne>("topology").WithArgs("--deploy-topology"),
    databases: []
);

Add<Projects.EventDriven_Orchestrator>("orchestrator", 8082, "Orders");
Add<Projects.EventDriven_Inventory>("inventory", 8083, "Inventory");
Add<Projects.EventDriven_Payments>("payments", 8084, "Payments", "PaymentProvider");
Add<Projects.EventDriven_Shipping>("shipping", 8085, "Shipping", "Carrier");
Add<Projects.EventDriven_Notifications>("notifications", 8086, "Notifications");
Add<Projects.EventDriven_EntryApi>("entry-api", 8080, "EntryApi")
    // gRPC without TLS needs its own port.
    .WithEnvironment("Kestrel__Endpoints__Api__Url", "http://localhost:8080")
    .WithEnvironment("Kestrel__Endpoints__Grpc__Url", "http://localhost:8087")
    .WithEnvironment("Kestrel__Endpoints__Grpc__Protocols", "Http2")
    .WithUrl("http://localhost:8080/swagger", "Swagger");
servers
    .ConnectToManagement(Add<Projects.EventDriven_Operations>("operations", 8081, "Operations"))
    .WithEnvironment("EntryApi__Url", "http://localhost:8080")
    .WithEnvironment("Traces__Url", $"{dashboard.Split(';')[0]}/traces/detail/{{traceId}}")
    .WithUrl("http://localhost:8081/console", "Console");

try
{
    await builder.Build().RunAsync();
}
finally
{
    await servers.DisposeAsync();
}

IResourceBuilder<ProjectResource> Add<TProject>(string name, int port, params string[] databases)
    where TProject : IProjectMetadata, new()
{
    var address = $"http://localhost:{port}";
    return servers
        .ConnectTo(builder.AddProject<TProject>(name), databases)
        .WaitForCompletion(topology)
        // Development: the services accept tokens signed with the development key. They listen on localhost only.
        .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
        .WithEnvironment("ASPNETCORE_URLS", address)
        .WithEnvironment("DataDirectory", data)
        .WithHttpEndpoint(port, isProxied: false)
        .WithHttpHealthCheck("/health/ready");
}
