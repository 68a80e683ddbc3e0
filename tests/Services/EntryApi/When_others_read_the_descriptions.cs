using System.Diagnostics;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi;

/// <summary>Both documents, as the entry API serves them, before validators that somebody else wrote.</summary>
public sealed class When_others_read_the_descriptions
{
    private const string Validators = "tests/Services/validators";

    [Fact]
    public Task The_OpenAPI_document_is_valid() => IsValid("/openapi.json", "openapi.js");

    [Fact]
    public Task The_AsyncAPI_document_is_valid() => IsValid("/asyncapi.json", "asyncapi.js");

    private static async Task IsValid(string path, string validator)
    {
        var packages = await NodePackages.InstallAsync(Validators);
        await using var host = await EntryApiHost.StartAsync();
        await using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.FullPath, "document.json");
        await File.WriteAllTextAsync(
            file,
            await host.Client.GetStringAsync(path, TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );

        using var process = Process.Start(
            new ProcessStartInfo("node", [Path.Combine(Repository.Root, Validators, validator), file])
            {
                WorkingDirectory = folder.FullPath,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["NODE_PATH"] = packages },
            }
        )!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        process.ExitCode.ShouldBe(0, $"{output}\n{await errors}");
    }
}
