using EventDriven.Grpc.Tests.Application;
using EventDriven.TestServers;
using Grpc.Core;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class When_the_client_cancels
{
    private readonly TaskCompletionSource _isServed = new();
    private readonly TaskCompletionSource _hasNoticed = new();

    [Fact]
    public async Task The_service_of_a_unary_call_is_told()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = async (_, context) =>
        {
            await NoticeAsync(context);
            return new Answer();
        };

        await CancelAsync(host, "Ask");

        await _hasNoticed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_service_of_a_stream_is_told()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Listen = (_, _, context) => NoticeAsync(context);

        await CancelAsync(host, "Listen");

        await _hasNoticed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task It_is_no_error_of_the_server()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Listen = (_, _, context) => NoticeAsync(context);

        await CancelAsync(host, "Listen");
        await _hasNoticed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await host.StopAsync();

        host.Log.Errors.ShouldBeEmpty();
    }

    private async Task CancelAsync(GrpcHost host, string method)
    {
        await using var client = await ProbeClient.CallAsync(host, new GrpcJsCall(method));
        await _isServed.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        await client.CancelAsync();
        (await client.StatusAsync()).Code.ShouldBe(StatusCode.Cancelled);
    }

    private async Task NoticeAsync(ServerCallContext context)
    {
        _isServed.SetResult();
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            _hasNoticed.SetResult();
        }
    }
}
