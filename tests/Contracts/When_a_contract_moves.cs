using EventDriven.TestServers;
using Xunit;

namespace EventDriven.Contracts.Tests;

public sealed class When_a_contract_moves
{
    private const string AcceptVariable = "EVENTDRIVEN_ACCEPT_CONTRACTS";

    private static readonly string SnapshotFile = Path.Combine(
        Repository.Root,
        "tests",
        "Contracts",
        "contracts.snapshot.txt"
    );

    [Fact]
    public async Task The_snapshot_shows_it()
    {
        var now = Schema.Describe();
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
            await File.WriteAllTextAsync(SnapshotFile, now, TestContext.Current.CancellationToken);

        var before = await File.ReadAllTextAsync(SnapshotFile, TestContext.Current.CancellationToken);

        if (now != before)
        {
            Assert.Fail(
                $"""
                The messages are not what tests/Contracts/contracts.snapshot.txt says (- before, + now):

                {string.Join('\n', TextDifference.Between(before, now))}

                Messages of the old shape are in queues and outboxes, and services of both versions run side by side
                during a deployment. If both versions can handle the change, accept it and commit the file:
                {AcceptVariable}=1 dotnet test tests/Contracts
                """
            );
        }
    }
}
