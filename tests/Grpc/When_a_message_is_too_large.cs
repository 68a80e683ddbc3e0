using EventDriven.Grpc.Tests.Application;
using EventDriven.TestServers;
using Grpc.Core;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class When_a_message_is_too_large
{
    private const int Bound = 1024 * 1024; // What GrpcHost sets.

    [Fact]
    public async Task The_client_is_told_so()
    {
        await using var host = await GrpcHost.StartAsync();

        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", Raw.Frame(new Question { Text = new string('x', Bound) })),
            TestContext.Current.CancellationToken
        );

        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task A_client_of_somebody_else_understands()
    {
        await using var host = await GrpcHost.StartAsync();

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask", TextLength: Bound));

        status.Code.ShouldBe(StatusCode.ResourceExhausted);
        status.Details.ShouldContain($"at most {Bound}");
    }

    [Fact]
    public async Task It_is_refused_before_it_has_come()
    {
        await using var host = await GrpcHost.StartAsync();

        // Of a gigabyte only the prefix is ever sent.
        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", new UnfinishedContent(Raw.Prefix(1_000_000_000))),
            TestContext.Current.CancellationToken
        );

        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.ResourceExhausted);
    }

    [Fact]
    public async Task One_that_is_just_within_the_bound_is_taken()
    {
        await using var host = await GrpcHost.StartAsync();
        var question = new Question { Text = new string('x', Bound - 4) };
        question.CalculateSize().ShouldBe(Bound);

        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", Raw.Frame(question)),
            TestContext.Current.CancellationToken
        );

        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.OK);
    }
}
