using System.Text.RegularExpressions;

namespace EventDriven.Proof.Tests;

/// <summary>Each command of docs/proof.md works, in its shortest form.</summary>
public sealed partial class When_the_commands_of_the_proof_are_run(Servers servers)
{
    public static TheoryData<string> Commands =>
        [
            .. Block()
                .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "proof.md")))
                .SelectMany(block => block.Groups[1].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                .Select(line => line.Split('#')[0].Trim()),
        ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Each_succeeds(string command)
    {
        var cancel = TestContext.Current.CancellationToken;
        var postgres = command.Contains("$POSTGRES_ADMIN", StringComparison.Ordinal)
            ? await servers.PostgresAsync(cancel)
            : "";
        // What is built already is run, in the configuration of the tests.
        var built = command
            .Replace("-c Release ", "", StringComparison.Ordinal)
            .Replace("dotnet run ", "dotnet run --no-build ", StringComparison.Ordinal);

        var (exitCode, output) = await RepositoryCopy.RunInAsync(
            Repository.Root,
            "bash",
            ["-c", $"{built} --short"],
            cancel,
            ("POSTGRES_ADMIN", postgres)
        );

        exitCode.ShouldBe(0, output);
    }

    [GeneratedRegex("^```bash\n(.+?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
