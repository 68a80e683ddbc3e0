using System.Diagnostics;

namespace EventDriven.AppHost;

/// <summary>
/// Both servers from Debian's packages, if no container engine is running: <c>deploy/local/servers</c> installs and
/// starts them. Their data are kept.
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
        _up = builder.AddExecutable(
            "servers",
            _script,
            builder.AppHostDirectory,
            "up",
            "--dir",
            _folder,
            "--with",
            "packages"
        );
    }

    public IResourceBuilder<ProjectResource> ConnectTo(IResourceBuilder<ProjectResource> process, string[] databases) =>
        process
            .WaitForCompletion(_up)
            .WithEnvironment(context =>
            {
                // Read when the process starts: the servers are up then.
                foreach (var name in databases.Append("RabbitMq"))
                    context.EnvironmentVariables[$"ConnectionStrings__{name}"] = ReadSetting(
                        $"ConnectionStrings__{name}"
                    );
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
