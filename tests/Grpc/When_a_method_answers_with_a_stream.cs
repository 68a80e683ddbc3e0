using EventDriven.Grpc.Tests.Application;
using EventDriven.TestServers;
using Grpc.Core;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class When_a_method_answers_with_a_stream
{
    [Fact]
    public async Task Every_message_comes_in_order_and_then_the_status()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Listen = async (question, answers, _) =>
        {
            for (var i = 0; i < 200; i++)
                await answers.WriteAsync(new Answer { Text = $"{question.Text} {i}" });
        };

        await using var client = await ProbeClient.CallAsync(host, new GrpcJsCall("Listen", new { text = "no." }));

        for (var i = 0; i < 200; i++)
            (await client.MessageAsync()).ShouldBe($"no. {i}");
        (await client.StatusAsync()).Code.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task Each_message_goes_out_when_it_is_written()
    {
        await using var host = await GrpcHost.StartAsync();
        var firstHasCome = new TaskCompletionSource();
        host.Script.Listen = async (_, answers, context) =>
        {
            await answers.WriteAsync(new Answer { Text = "first" });
            await firstHasCome.Task.WaitAsync(context.CancellationToken);
            await answers.WriteAsync(new Answer { Text = "second" }, context.CancellationToken);
        };
        await using var client = await ProbeClient.CallAsync(host, new GrpcJsCall("Listen"));

        (await client.MessageAsync()).ShouldBe("first");
        firstHasCome.SetResult();

        (await client.MessageAsync()).ShouldBe("second");
    }

    [Fact]
    public async Task An_empty_stream_is_a_success()
    {
        await using var host = await GrpcHost.StartAsync();

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Listen"));

        status.Code.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task A_failure_after_some_messages_comes_after_them()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Listen = async (_, answers, _) =>
        {
            await answers.WriteAsync(new Answer { Text = "before" });
            throw new RpcException(new Status(StatusCode.OutOfRange, "no more"));
        };
        await using var client = await ProbeClient.CallAsync(host, new GrpcJsCall("Listen"));

        (await client.MessageAsync()).ShouldBe("before");
        var status = await client.StatusAsync();
        status.Code.ShouldBe(StatusCode.OutOfRange);
        status.Details.ShouldBe("no more");
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_up_the_service_until_it_does()
    {
        await using var host = await GrpcHost.StartAsync();
        var begun = new TaskCompletionSource<Task>();
        host.Script.Listen = async (_, answers, _) =>
        {
            // More than any window of HTTP/2 that is not read from.
            var write = answers.WriteAsync(new Answer { Text = new string('x', 20_000_000) });
            begun.SetResult(write);
            await write;
        };

        using var response = await host.Http.SendAsync(
            Raw.Call("Listen", Raw.Frame(new Question())),
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );

        (await begun.Task).IsCompleted.ShouldBeFalse();
        (await Raw.AnswersAsync(response)).ShouldHaveSingleItem().Text.Length.ShouldBe(20_000_000);
        await begun.Task.Unwrap();
    }

    [Fact]
    public async Task A_service_that_writes_two_messages_at_once_is_told_so()
    {
        await using var host = await GrpcHost.StartAsync();
        var refusal = new TaskCompletionSource<Exception?>();
        host.Script.Listen = async (_, answers, context) =>
        {
            var stuck = answers.WriteAsync(new Answer { Text = new string('x', 20_000_000) });
            refusal.SetResult(
                await Record.ExceptionAsync(() => answers.WriteAsync(new Answer(), CancellationToken.None))
            );
            await stuck.WaitAsync(context.CancellationToken);
        };

        using var response = await host.Http.SendAsync(
            Raw.Call("Listen", Raw.Frame(new Question())),
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );

        (await refusal.Task).ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("One message at a time");
    }
}
