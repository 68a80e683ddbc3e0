using System.Net;
using EventDriven.Grpc.Tests.Application;
using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Shouldly;

namespace EventDriven.Grpc.Tests;

public sealed class When_a_request_is_malformed
{
    private static readonly byte[] Message = Raw.Frame(new Question { Text = "fine" });

    public static TheoryData<string, byte[], StatusCode> Bodies =>
        new()
        {
            { "no message", [], StatusCode.Unimplemented },
            { "two messages", [.. Message, .. Message], StatusCode.Unimplemented },
            { "something after the message", [.. Message, 0], StatusCode.Unimplemented },
            { "half a prefix", [0, 0], StatusCode.Internal },
            { "half a message", Message[..^1], StatusCode.Internal },
            { "a flag that is none", Raw.Frame(new Question(), flag: 2), StatusCode.Internal },
            { "a compressed message without an encoding", Raw.Frame(new Question(), flag: 1), StatusCode.Internal },
            { "another language", Raw.Frame("{\"text\":\"json\"}"u8.ToArray()), StatusCode.Internal },
        };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task The_status_says_what_is_wrong_with(string what, byte[] body, StatusCode expected)
    {
        await using var host = await GrpcHost.StartAsync();

        using var response = await host.Http.SendAsync(Raw.Call("Ask", body), TestContext.Current.CancellationToken);

        (await Raw.StatusAsync(response)).ShouldBe(expected, what);
        response.Headers.GetValues("grpc-message").ShouldHaveSingleItem().ShouldNotBeEmpty();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/grpc");
    }

    [Fact]
    public async Task An_unknown_compression_is_answered_with_the_known_ones()
    {
        await using var host = await GrpcHost.StartAsync();

        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", Raw.Frame(new Question(), flag: 1), ("grpc-encoding", "gzip")),
            TestContext.Current.CancellationToken
        );

        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.Unimplemented);
        response.Headers.GetValues("grpc-accept-encoding").ShouldBe(["identity"]);
    }

    [Fact]
    public async Task A_message_that_comes_byte_by_byte_is_still_a_message()
    {
        await using var host = await GrpcHost.StartAsync();

        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", new TricklingContent(Message)),
            TestContext.Current.CancellationToken
        );

        (await Raw.AnswersAsync(response)).ShouldHaveSingleItem().Text.ShouldBe("fine");
    }

    [Theory]
    [InlineData("AAECAw==", new byte[] { 0, 1, 2, 3 })]
    [InlineData("AAECAw", new byte[] { 0, 1, 2, 3 })]
    [InlineData("AQ,Ag==", new byte[] { 2 })]
    public async Task Base64_is_taken_padded_unpadded_and_joined(string sent, byte[] last)
    {
        await using var host = await GrpcHost.StartAsync();
        byte[]? seen = null;
        host.Script.Ask = (_, context) =>
        {
            seen = context.RequestHeaders.GetValueBytes("x-raw-bin");
            return Task.FromResult(new Answer());
        };

        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", Message, ("x-raw-bin", sent)),
            TestContext.Current.CancellationToken
        );

        seen.ShouldBe(last);
    }

    [Fact]
    public async Task Bytes_that_are_not_in_base64_are_a_fault_of_the_client()
    {
        await using var host = await GrpcHost.StartAsync();
        host.Script.Ask = (_, context) => Task.FromResult(new Answer { Text = $"{context.RequestHeaders.Count}" });

        using var response = await host.Http.SendAsync(
            Raw.Call("Ask", Message, ("x-raw-bin", "***")),
            TestContext.Current.CancellationToken
        );

        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.Internal);
        host.Log.Errors.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web+proto")]
    [InlineData("application/grpc+json")]
    public async Task Another_content_type_is_refused_as_HTTP_has_it(string contentType)
    {
        await using var host = await GrpcHost.StartAsync();
        using var request = Raw.Call("Ask", Message);
        request.Content!.Headers.ContentType = new(contentType);

        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc; charset=utf-8")]
    public async Task The_content_type_may_say_more(string contentType)
    {
        await using var host = await GrpcHost.StartAsync();
        using var request = Raw.Call("Ask", Message);
        request.Content!.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(contentType);

        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        (await Raw.StatusAsync(response)).ShouldBe(StatusCode.OK);
    }

    [Fact]
    public async Task Another_method_than_POST_is_refused_as_HTTP_has_it()
    {
        await using var host = await GrpcHost.StartAsync();
        using var request = Raw.Call("Ask", Message);
        request.Method = HttpMethod.Put;

        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public async Task HTTP_1_is_refused_and_says_what_is_needed()
    {
        await using var host = await GrpcHost.StartAsync(protocols: HttpProtocols.Http1);
        using var request = Raw.Call("Ask", Message);
        request.Version = HttpVersion.Version11;

        using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

        response.StatusCode.ShouldBe(HttpStatusCode.HttpVersionNotSupported);
        (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("needs HTTP/2");
    }

    private sealed class TricklingContent(byte[] body) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            foreach (var octet in body)
            {
                await stream.WriteAsync(new[] { octet });
                await stream.FlushAsync();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
