using System.Text.RegularExpressions;
using Shouldly;

namespace EventDriven.Embedded.Tests;

public sealed partial class When_the_demo_runs(When_the_demo_runs.Demo demo) : IClassFixture<When_the_demo_runs.Demo>
{
    [Theory]
    [InlineData("completed", "Completed")]
    [InlineData("out of stock", "Rejected")]
    [InlineData("payment declined", "Rejected")]
    [InlineData("reviewed and approved", "Completed")]
    [InlineData("carrier refuses", "Rejected")]
    [InlineData("cancelled midway", "Cancelled")]
    [InlineData("provider answers late", "Completed")]
    [InlineData("capture fails", "Rejected")]
    public void Each_kind_ends_as_expected(string kind, string state) =>
        demo.Output.ShouldMatch($"(?m)^  {kind} +{state} +as expected", demo.Output);

    [Fact]
    public void It_stops_by_itself_and_succeeds() => demo.ExitCode.ShouldBe(0, demo.Output);

    [Fact]
    public void Nothing_warns_but_that_the_development_key_is_accepted() =>
        demo
            .Output.Split('\n')
            .Where(line => LogLine().IsMatch(line))
            .ShouldHaveSingleItem()
            .ShouldContain("Tokens of the development key are accepted");

    [GeneratedRegex("^[0-9:.]+ (WRN|ERR|FTL)")]
    private static partial Regex LogLine();

    public sealed class Demo : IAsyncLifetime
    {
        internal string Output { get; private set; } = "";

        internal int ExitCode { get; private set; }

        public async ValueTask InitializeAsync()
        {
            using var data = new DataFolder();
            await using var host = new EmbeddedProcess(
                "--demo",
                "--data",
                data.FullPath,
                "--urls",
                "http://127.0.0.1:0"
            );
            ExitCode = await host.Ended();
            Output = host.Output;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
