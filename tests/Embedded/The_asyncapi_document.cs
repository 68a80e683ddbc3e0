using EventDriven.TestServers;
using Shouldly;

namespace EventDriven.Embedded.Tests;

public sealed class The_asyncapi_document
{
    [Fact]
    public async Task Is_what_the_code_says()
    {
        await using var host = new EmbeddedProcess("--asyncapi");
        (await host.Ended()).ShouldBe(0, host.Output);
        var generated = host.Output;

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
                dotnet run --project Services/AllInOne -- --asyncapi >docs/asyncapi.json
                """
            );
        }
    }
}
