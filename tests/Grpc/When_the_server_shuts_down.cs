using EventDriven.Grpc.Tests.Application;
using EventDriven.TestServers;
using Grpc.Core;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class When_the_server_shuts_down
{
    [Fact]
    public async Task A_stream_ends_with_a_status_that_says_call_again()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Listen = async (_, answers, context) =>
        {
            await answers.WriteAsync(new Answer { Text = "so far" });
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        };
        await using var client = await ProbeClient.CallAsync(host, new GrpcJsCall("Listen"));
        await client.MessageAsync();

        await host.StopAsync();

        var status = await client.StatusAsync();
        status.Code.ShouldBe(StatusCode.Unavailable);
        status.Details.ShouldBe("The server is shutting down.");
    }

    [Fact]
    public async Task A_unary_call_is_let_finish()
    {
        await using var host = await GrpcHost.StartAsync();
        var isServed = new TaskCompletionSource();
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Script.Ask = async (_, context) =>
        {
            isServed.SetResult();
            await open.Task.WaitAsync(context.CancellationToken);
            return new Answer { Text = "done" };
        };
        await using var client = await ProbeClient.CallAsync(host, new GrpcJsCall("Ask"));
        await isServed.Task;

        var stop = host.StopAsync();
        stop.IsCompleted.ShouldBeFalse();
        open.SetResult();

        (await client.MessageAsync()).ShouldBe("done");
        await stop;
    }
}
