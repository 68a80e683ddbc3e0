using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Shouldly;

namespace EventDriven.Embedded.Tests;

public sealed class When_the_host_does_not_start
{
    [Fact]
    public async Task A_data_folder_of_another_version_is_named_with_the_way_out()
    {
        using var data = new DataFolder();
        await using (
            var older = new SqliteConnection($"Data Source={Path.Combine(data.FullPath, "entryapi.db")};Pooling=False")
        )
        {
            await older.OpenAsync(TestContext.Current.CancellationToken);
            await using var table = new SqliteCommand("CREATE TABLE Orders (Id TEXT)", older);
            await table.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var host = new EmbeddedProcess("--data", data.FullPath, "--urls", "http://127.0.0.1:0");

        (await host.Ended()).ShouldBe(1, host.Output);
        host.Output.ShouldContain("entryapi.db");
        host.Output.ShouldContain("--data");
        host.Output.ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("Saga:MaxAttempts must be at least 1, and is 0.", "--Saga:MaxAttempts=0")]
    [InlineData("Set Authentication:Authority", "--environment=Production")]
    public async Task A_setting_that_cannot_be_used_is_named_with_the_way_out(string said, string setting)
    {
        using var data = new DataFolder();
        await using var host = new EmbeddedProcess("--data", data.FullPath, "--urls", "http://127.0.0.1:0", setting);

        (await host.Ended()).ShouldBe(1, host.Output);
        host.Output.ShouldContain(said);
        host.Output.ShouldNotContain("   at ");
        host.Output.ShouldNotContain("Unhandled exception");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_the_way_out()
    {
        using var data = new DataFolder();
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        await using var host = new EmbeddedProcess("--data", data.FullPath, "--urls", url);

        (await host.Ended()).ShouldBe(1, host.Output);
        host.Output.ShouldContain(url);
        host.Output.ShouldContain("--urls");
        host.Output.ShouldNotContain("   at ", customMessage: host.Output);
    }

    [Theory]
    [InlineData(0, "--deploy-topology", "--help")]
    [InlineData(0, "Print a token", "token", "--help")]
    [InlineData(2, "'--dmeo' is not a command, an option or a setting", "--dmeo")]
    [InlineData(2, "'set-asid' is not a command, an option or a setting", "set-asid")]
    [InlineData(2, "--exit needs --demo", "--exit")]
    [InlineData(2, "missing for option: '--data'", "--data")]
    [InlineData(2, "--data needs a value", "--data", "--demo")]
    public async Task It_answers_without_starting(int exitCode, string answer, params string[] arguments)
    {
        await using var host = new EmbeddedProcess(arguments);

        (await host.Ended()).ShouldBe(exitCode, host.Output);
        host.Output.ShouldContain(answer);
        host.Output.ShouldNotContain("   at ");
    }
}
