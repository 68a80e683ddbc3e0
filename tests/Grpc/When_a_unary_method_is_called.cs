using EventDriven.Grpc.Tests.Application;
using EventDriven.TestServers;
using Grpc.Core;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class When_a_unary_method_is_called
{
    [Fact]
    public async Task Its_answer_comes_back_with_status_OK()
    {
        await using var host = await GrpcHost.StartAsync();

        await using var client = await ProbeClient.CallAsync(host, new GrpcJsCall("Ask", new { text = "Grüße" }));

        (await client.MessageAsync()).ShouldBe("Grüße");
        (await client.StatusAsync()).Code.ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task A_message_of_many_buffers_is_read_and_written_as_a_whole()
    {
        await using var host = await GrpcHost.StartAsync();
        var text = string.Concat(Enumerable.Range(0, 40_000).Select(i => $"{i:d6} "));

        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", Raw.Frame(new Question { Text = text })),
            TestContext.Current.CancellationToken
        );

        (await Raw.AnswersAsync(response)).ShouldHaveSingleItem().Text.ShouldBe(text);
    }

    [Fact]
    public async Task A_hundred_calls_at_once_have_each_their_own_answer()
    {
        await using var host = await GrpcHost.StartAsync();
        var served = 0;
        var allAreServed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Script.Ask = async (question, context) =>
        {
            // None is answered before all are being served.
            if (Interlocked.Increment(ref served) == 100)
                allAreServed.SetResult();
            await allAreServed.Task.WaitAsync(context.CancellationToken);
            return new Answer { Text = $"to {question.Text}" };
        };

        var calls = Enumerable.Range(0, 100).Select(i => new GrpcJsCall("Ask", new { text = $"{i}" })).ToArray();
        await using var client = await ProbeClient.CallAsync(host, calls);

        var answers = new Dictionary<int, string>();
        while (answers.Count < 100)
        {
            var line = await client.NextAsync();
            if (line["message"] is { } message)
                answers.Add((int)line["call"]!, (string)message["text"]!);
        }
        answers.ShouldAllBe(answer => answer.Value == $"to {answer.Key}");
    }

    [Fact]
    public async Task The_service_sees_what_the_client_sent_with_it()
    {
        await using var host = await GrpcHost.StartAsync();
        Metadata? seen = null;
        host.Script.Ask = (_, context) =>
        {
            seen = context.RequestHeaders;
            return Task.FromResult(new Answer());
        };

        await ProbeClient.StatusAsync(
            host,
            new GrpcJsCall(
                "Ask",
                Metadata: new() { ["x-who"] = "ada", ["x-raw-bin"] = Convert.ToBase64String([0, 255, 7, 8]) }
            )
        );

        seen.ShouldNotBeNull();
        seen.GetValue("x-who").ShouldBe("ada");
        seen.GetValueBytes("x-raw-bin").ShouldBe([0, 255, 7, 8]);
        seen.Select(entry => entry.Key).ShouldNotContain("content-type");
    }

    [Fact]
    public async Task The_client_sees_what_the_service_sends_with_the_status()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = (_, context) =>
        {
            context.ResponseTrailers.Add("x-cost", "12");
            context.ResponseTrailers.Add("x-cost", "13");
            context.ResponseTrailers.Add("x-raw-bin", [0, 255, 7, 8]);
            return Task.FromResult(new Answer());
        };

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"));

        string.Join(", ", status.Metadata["x-cost"]).ShouldBe("12, 13");
        status.Metadata["x-raw-bin"].ShouldBe([Convert.ToBase64String([0, 255, 7, 8])]);
    }

    [Fact]
    public async Task The_service_knows_the_call_and_its_request()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = (_, context) =>
            Task.FromResult(
                new Answer
                {
                    Text =
                        $"{context.Method} {context.Peer} {context.GetHttpContext().Request.Protocol} {context.Deadline == DateTime.MaxValue}",
                }
            );

        await using var client = await ProbeClient.CallAsync(host, new GrpcJsCall("Ask"));

        (await client.MessageAsync()).ShouldMatch(
            @"^/eventdriven\.grpc\.tests\.Probe/Ask ipv4:127\.0\.0\.1:\d+ HTTP/2 True$"
        );
    }
}
