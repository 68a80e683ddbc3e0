using EventDriven.Grpc.Tests.Application;
using EventDriven.TestServers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Shouldly;
using RichStatus = Google.Rpc.Status;
using Status = Grpc.Core.Status;

namespace EventDriven.Grpc.Tests;

public sealed class When_a_service_fails
{
    [Theory]
    [InlineData("No such order.")]
    [InlineData("100 % – «größer» 🦊")]
    [InlineData("two\r\nlines: injected")]
    [InlineData("")]
    public async Task Its_status_and_its_words_reach_the_client(string words)
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = (_, _) => throw new RpcException(new Status(StatusCode.NotFound, words));

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"));

        status.Code.ShouldBe(StatusCode.NotFound);
        status.Details.ShouldBe(words);
    }

    [Fact]
    public async Task The_rich_error_reaches_the_client_byte_for_byte()
    {
        await using var host = await GrpcHost.StartAsync();
        var rich = new RichStatus { Code = (int)StatusCode.InvalidArgument, Message = "Two fields are wrong." };
        rich.Details.Add(
            Any.Pack(
                new BadRequest
                {
                    FieldViolations =
                    {
                        new BadRequest.Types.FieldViolation
                        {
                            Field = "lines[1].quantity",
                            Description = "must be from 1 to 1000.",
                        },
                    },
                }
            )
        );
        rich.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)) }));
        host.Script.Ask = (_, _) =>
            throw new RpcException(
                new Status(StatusCode.InvalidArgument, rich.Message),
                new Metadata { { "grpc-status-details-bin", rich.ToByteArray() } }
            );

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"));

        var details = status.Metadata["grpc-status-details-bin"].ShouldHaveSingleItem();
        RichStatus.Parser.ParseFrom(Convert.FromBase64String(details)).ShouldBe(rich);
    }

    [Fact]
    public async Task Bytes_are_sent_in_base64_without_padding()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = (_, _) =>
            throw new RpcException(new Status(StatusCode.Aborted, ""), new Metadata { { "x-one-bin", [1] } });

        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", Raw.Frame(new Question())),
            TestContext.Current.CancellationToken
        );

        response.Headers.GetValues("x-one-bin").ShouldBe(["AQ"]);
    }

    [Fact]
    public async Task What_the_service_had_to_say_with_the_status_reaches_the_client()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = (_, context) =>
        {
            context.ResponseTrailers.Add("x-cost", "12");
            throw new RpcException(new Status(StatusCode.Aborted, ""), new Metadata { { "x-reason", "busy" } });
        };

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"));

        status.Metadata["x-cost"].ShouldBe(["12"]);
        status.Metadata["x-reason"].ShouldBe(["busy"]);
    }

    [Fact]
    public async Task By_an_exception_the_client_learns_nothing_of_it()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = (_, _) => throw new InvalidOperationException("Password=secret");

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"));

        status.Code.ShouldBe(StatusCode.Unknown);
        status.Details.ShouldNotContain("secret");
        status.Metadata.Values.SelectMany(values => values).ShouldNotContain(value => value.Contains("secret"));
    }

    [Fact]
    public async Task By_an_exception_the_log_says_which()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = (_, _) => throw new InvalidOperationException("out of paper");

        await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"));

        host.Log.Errors.ShouldHaveSingleItem().ShouldContain("/eventdriven.grpc.tests.Probe/Ask failed. out of paper");
    }

    [Fact]
    public async Task By_returning_no_message_it_is_a_fault_of_the_server()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = (_, _) => Task.FromResult<Answer>(null!);

        var status = await ProbeClient.StatusAsync(host, new GrpcJsCall("Ask"));

        status.Code.ShouldBe(StatusCode.Unknown);
        host.Log.Errors.ShouldHaveSingleItem().ShouldContain("returned no message");
    }
}
