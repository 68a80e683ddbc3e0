using System.Diagnostics;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Embedded.Tests;

public sealed class The_asyncapi_document
{
    [Fact]
    public async Task Is_what_the_code_says()
    {
        using var folder = new DataFolder();
        var file = Path.Combine(folder.FullPath, "asyncapi.json");
        await using var host = new EmbeddedProcess("--asyncapi", file);
        (await host.Ended()).ShouldBe(0, host.Output);
        Directory.GetFiles(folder.FullPath).ShouldBe([file]);
        var generated = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

        var committed = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "asyncapi.json"),
            TestContext.Current.CancellationToken
        );

        if (generated != committed)
        {
            var (now, before) = (generated.Split('\n'), committed.Split('\n'));
            Assert.Fail(
                $"""
                docs/asyncapi.json is not what the code says (- committed, + generated):

                {string.Join(
                    '\n',
                    before.Except(now).Select(line => $"- {line}").Concat(
                        now.Except(before).Select(line => $"+ {line}")
                    ).Take(40)
                )}

                If the change is intended, generate the file again and commit it:
                dotnet run --project Services/AllInOne -- --asyncapi docs/asyncapi.json
                """
            );
        }
    }

    [Fact]
    public async Task Is_written_to_standard_output_when_no_file_is_named()
    {
        await using var host = new EmbeddedProcess("--asyncapi");

        (await host.Ended()).ShouldBe(0, host.Output);
        host.Output.ShouldStartWith("{");
    }

    [Fact]
    public async Task Is_not_written_to_a_folder_that_does_not_exist()
    {
        await using var host = new EmbeddedProcess("--asyncapi", "/does/not/exist/asyncapi.json");

        (await host.Ended()).ShouldBe(1, host.Output);
        host.Output.ShouldContain("/does/not/exist/asyncapi.json cannot be written");
        host.Output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("Services/EntryApi", 0)]
    [InlineData("Services/EntryApi", 1000)]
    [InlineData("Services/Operations", 0)]
    public async Task Is_not_built_into_a_service_while_it_is_empty_or_cut_off(string project, int length)
    {
        using var folder = new DataFolder();
        var file = Path.Combine(folder.FullPath, "asyncapi.json");
        var whole = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "docs", "asyncapi.json"),
            TestContext.Current.CancellationToken
        );
        await File.WriteAllTextAsync(file, whole[..length], TestContext.Current.CancellationToken);

        using var build = Process.Start(
            new ProcessStartInfo("dotnet", ["msbuild", project, "-t:CheckAsyncApi", $"-p:AsyncApi={file}"])
            {
                WorkingDirectory = Repository.Root,
                RedirectStandardOutput = true,
            }
        )!;
        var output = await build.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await build.WaitForExitAsync(TestContext.Current.CancellationToken);

        build.ExitCode.ShouldBe(1, output);
        output.ShouldContain("docs/asyncapi.json is empty or cut off");
    }
}
