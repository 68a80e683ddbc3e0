using System.Diagnostics;
using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Embedded.Tests;

[Collection(nameof(RunningHost))]
public sealed class When_the_walkthrough_is_run(RunningHost running)
{
    [Fact]
    public async Task Every_step_is_answered_as_expected()
    {
        var api = await running.Process.Listening();
        using (var client = await running.Process.Client())
        {
            // The port is open a moment before the services take messages.
            while (!(await client.GetAsync("/health/ready", TestContext.Current.CancellationToken)).IsSuccessStatusCode)
                await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        // As a person would, but that the tokens come from the build that is there; curl comes with no SDK.
        var start = new ProcessStartInfo(
            "bash",
            [
                "-c",
                "command -v curl >/dev/null "
                    + "|| { apt-get update && apt-get install -y --no-install-recommends curl; } >&2; "
                    + "exec docs/walkthrough.sh",
            ]
        )
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["API"] = api.GetLeftPart(UriPartial.Authority),
                ["CUSTOMER_TOKEN"] = await EmbeddedProcess.IssueToken("--customer", "c-1"),
                ["OPERATOR_TOKEN"] = await EmbeddedProcess.IssueToken("--operator"),
            },
        };
        using var script = Process.Start(start)!;
        var errors = script.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await script.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await script.WaitForExitAsync(TestContext.Current.CancellationToken);

        script.ExitCode.ShouldBe(0, $"{output}\n{await errors}\n{running.Process.Output}");
        output.TrimEnd().ShouldEndWith("Every answer was as expected.");
    }
}
