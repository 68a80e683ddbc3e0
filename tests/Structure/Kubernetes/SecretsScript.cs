using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EventDriven.Structure.Tests.Kubernetes;

/// <summary>What deploy/kubernetes/secrets prints, with the variables' own names as passwords.</summary>
public sealed class SecretsScript : IAsyncLifetime
{
    internal IReadOnlyList<JsonObject> Secrets { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        var folder = Directory.CreateTempSubdirectory("kubernetes-");
        try
        {
            var env = Path.Combine(folder.FullName, ".env");
            await File.WriteAllLinesAsync(env, ComposeService.Passwords.Select(name => $"{name}={PasswordOf(name)}"));
            Secrets = [.. Yaml.Documents(await RunAsync("secrets", env))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The password of a variable in .env.</summary>
    public static string PasswordOf(string variable) => $"of{variable}";

    /// <summary>Runs a script of deploy/kubernetes.</summary>
    /// <returns>What it printed.</returns>
    internal static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var path = Path.Combine(Repository.Root, KubernetesObjects.Folder, script);
        using var process = Process.Start(
            new ProcessStartInfo("bash", [path, .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(await errors);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
