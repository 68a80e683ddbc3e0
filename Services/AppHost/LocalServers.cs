using System.Diagnostics;

namespace EventDriven.AppHost;

/// <summary>
/// Both servers from Debian's packages: <c>deploy/local/servers</c> installs and starts them. Their data are kept.
/// </summary>
internal sealed class LocalServers : IServers
{
    private readonly string _script;
    private readonly string _folder;
    private readonly IResourceBuilder<ExecutableResource> _up;

    public LocalServers(IDistributedApplicationBuilder builder)
    {
        _script = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, "../../deploy/local/servers"));
        if (!OperatingSystem.IsLinux())
            throw new DistributedApplicationException(
                "No container engine is running. "
                    + "Start Docker, or set ASPIRE_CONTAINER_RUNTIME=podman and start Podman. "
                    + "Without a container engine, only Debian and Ubuntu are supported."
            );

        _folder = Path.Combine(
            Environment.IsPrivilegedProcess
                ? "/var/lib"
                : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData),
            "event-driven-aspire"
        );
        string[] arguments = ["up", "--dir", _folder, "--with", "packages"];
        _up = builder.AddExecutable("servers", _script, builder.AppHostDirectory, arguments);
    }

    public IResourceBuilder<ProjectResource> ConnectTo(IResourceBuilder<ProjectResource> process, string[] databases) =>
        process
            .WaitForCompletion(_up)
            .WithEnvironment(context =>
            {
                // Read when the process starts, because the servers run then.
                context.EnvironmentVariables["ConnectionStrings__RabbitMq"] = ReadSetting(
                    "ConnectionStrings__RabbitMq"
                );
                // On a developer's machine, the services own their databases and migrate them.
                foreach (var name in databases.Select(name => $"ConnectionStrings__{name}"))
                    context.EnvironmentVariables[name] = $"{ReadSetting(name)};{ReadSetting("POSTGRES_OWNER")}";
            });

    public IResourceBuilder<ProjectResource> ConnectToManagement(IResourceBuilder<ProjectResource> process) =>
        process.WithEnvironment(context =>
            context.EnvironmentVariables["RabbitMq__Management"] = ReadSetting("RABBITMQ_MANAGEMENT")
        );

    public async ValueTask DisposeAsync()
    {
        using var down = Process.Start(_script, ["down", "--dir", _folder]);
        await down.WaitForExitAsync();
    }

    private string ReadSetting(string name) =>
        File.ReadLines(Path.Combine(_folder, "env"))
            .Single(line => line.StartsWith($"{name}=", StringComparison.Ordinal))[(name.Length + 1)..]
            .Trim('\'');
}
