using EventDriven.Grpc.Tests.Application;
using EventDriven.TestServers;
using Grpc.Core;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class When_a_deadline_passes
{
    private readonly TaskCompletionSource _isServed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task The_client_is_told_so()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return new Answer();
        };

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask", Deadline: 200));

        status.Code.ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task The_service_is_told()
    {
        await using var host = await GrpcHost.StartAsync();
        var hasNoticed = new TaskCompletionSource();
        host.Script.Ask = async (_, context) =>
        {
            context.CancellationToken.Register(hasNoticed.SetResult);
            _isServed.SetResult();
            await hasNoticed.Task;
            throw new OperationCanceledException(context.CancellationToken);
        };
        var call = host.Http.SendAsync(
            Raw.Call("Ask", Raw.Frame(new Question()), ("grpc-timeout", "10S")),
            TestContext.Current.CancellationToken
        );
        await _isServed.Task;

        host.Time.Advance(TimeSpan.FromSeconds(10));

        using var response = await call;
        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.DeadlineExceeded);
        hasNoticed.Task.IsCompleted.ShouldBeTrue();
    }

    [Fact]
    public async Task A_service_that_does_not_notice_is_not_waited_for()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = async (_, _) =>
        {
            _isServed.SetResult();
            await _open.Task;
            return new Answer { Text = "too late" };
        };
        var call = host.Http.SendAsync(
            Raw.Call("Ask", Raw.Frame(new Question()), ("grpc-timeout", "10S")),
            TestContext.Current.CancellationToken
        );
        await _isServed.Task;

        host.Time.Advance(TimeSpan.FromSeconds(10));

        using var response = await call;
        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.DeadlineExceeded);
        (await Raw.AnswersAsync(response)).ShouldBeEmpty();
        _open.SetResult();
    }

    [Fact]
    public async Task Nothing_is_sent_after_it()
    {
        await using var host = await GrpcHost.StartAsync();
        var late = new TaskCompletionSource<Exception?>();
        host.Script.Listen = async (_, answers, _) =>
        {
            await answers.WriteAsync(new Answer { Text = "in time" });
            _isServed.SetResult();
            await _open.Task;
            late.SetResult(
                await Record.ExceptionAsync(() =>
                    answers.WriteAsync(new Answer { Text = "too late" }, CancellationToken.None)
                )
            );
        };
        var call = host.Http.SendAsync(
            Raw.Call("Listen", Raw.Frame(new Question()), ("grpc-timeout", "10S")),
            TestContext.Current.CancellationToken
        );
        await _isServed.Task;

        host.Time.Advance(TimeSpan.FromSeconds(10));

        using var response = await call;
        (await Raw.AnswersAsync(response)).ShouldHaveSingleItem().Text.ShouldBe("in time");
        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.DeadlineExceeded);
        _open.SetResult();
        (await late.Task).ShouldBeAssignableTo<OperationCanceledException>();
    }

    [Fact]
    public async Task A_service_that_returns_because_of_it_has_not_succeeded()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Listen = (_, _, context) =>
        {
            while (!context.CancellationToken.IsCancellationRequested)
                host.Time.Advance(TimeSpan.FromSeconds(10));
            return Task.CompletedTask;
        };

        using var response = await host.Http.SendAsync(
            Raw.Call("Listen", Raw.Frame(new Question()), ("grpc-timeout", "10S")),
            TestContext.Current.CancellationToken
        );

        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Fact]
    public async Task A_request_that_is_still_on_its_way_is_not_waited_for()
    {
        await using var host = await GrpcHost.StartAsync();
        var body = new UnfinishedContent(Raw.Prefix(100));
        var call = host.Http.SendAsync(
            Raw.Call("Ask", body, ("grpc-timeout", "10S")),
            TestContext.Current.CancellationToken
        );
        await host.Time.UntilWaitingAsync(1);

        host.Time.Advance(TimeSpan.FromSeconds(10));

        using var response = await call;
        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.DeadlineExceeded);
    }

    [Theory]
    [InlineData("2H", 2 * 60 * 60 * 1000)]
    [InlineData("3M", 3 * 60 * 1000)]
    [InlineData("4S", 4 * 1000)]
    [InlineData("5m", 5)]
    [InlineData("6000u", 6)]
    [InlineData("7000000n", 7)]
    public async Task It_is_when_the_client_says(string timeout, int milliseconds)
    {
        await using var host = await GrpcHost.StartAsync();

        var (deadline, _) = await DeadlineOf(host, timeout);

        deadline.ShouldBe(host.Time.GetUtcNow().UtcDateTime.AddMilliseconds(milliseconds));
        deadline.Kind.ShouldBe(DateTimeKind.Utc);
    }

    [Fact]
    public async Task A_deadline_beyond_all_time_is_none()
    {
        await using var host = await GrpcHost.StartAsync();

        var (deadline, status) = await DeadlineOf(host, "99999999H");

        status.ShouldBe(StatusCode.OK);
        deadline.ShouldBe(DateTime.MaxValue);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("1.5S")]
    [InlineData("10s")]
    [InlineData("123456789S")]
    public async Task A_timeout_that_says_nothing_is_refused(string timeout)
    {
        await using var host = await GrpcHost.StartAsync();

        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", Raw.Frame(new Question()), ("grpc-timeout", timeout)),
            TestContext.Current.CancellationToken
        );

        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.Internal);
    }

    /// <summary>The deadline that the service is told, and how the call ends.</summary>
    private static async Task<(DateTime Deadline, StatusCode Status)> DeadlineOf(GrpcHost host, string timeout)
    {
        var deadline = DateTime.MinValue;
        host.Script.Ask = (_, context) =>
        {
            deadline = context.Deadline;
            return Task.FromResult(new Answer());
        };

        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", Raw.Frame(new Question()), ("grpc-timeout", timeout)),
            TestContext.Current.CancellationToken
        );

        return (deadline, await Raw.StatusAsync(response));
    }
}
