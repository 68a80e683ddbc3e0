using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;

namespace EventDriven.Grpc.Tests.Application;

/// <summary>Calls put together by hand, for what no gRPC client would send.</summary>
internal static class Raw
{
    public static HttpRequestMessage Call(string method, byte[] body, params (string Name, string Value)[] headers) =>
        Call(method, new ByteArrayContent(body), headers);

    public static HttpRequestMessage Call(string method, HttpContent body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"eventdriven.grpc.tests.Probe/{method}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        body.Headers.ContentType ??= new MediaTypeHeaderValue("application/grpc");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return request;
    }

    /// <summary>A message with its prefix.</summary>
    public static byte[] Frame(IMessage message, byte flag = 0) => Frame(message.ToByteArray(), flag);

    /// <summary>A payload with its prefix.</summary>
    public static byte[] Frame(byte[] payload, byte flag = 0) => [.. Prefix(payload.Length, flag), .. payload];

    public static byte[] Prefix(int length, byte flag = 0)
    {
        var prefix = new byte[5];
        prefix[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), length);
        return prefix;
    }

    /// <summary>The messages of a response.</summary>
    public static async Task<IReadOnlyList<Answer>> AnswersAsync(HttpResponseMessage response)
    {
        var rest = (await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).AsMemory();
        var answers = new List<Answer>();
        while (rest.Length > 0)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest.Span[1..]);
            answers.Add(Answer.Parser.ParseFrom(rest.Span.Slice(5, length)));
            rest = rest[(5 + length)..];
        }
        return answers;
    }

    /// <summary>
    /// The status that a response ends with: in its headers when it has no body, else in its trailers.
    /// </summary>
    public static async Task<StatusCode> StatusAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBeOk();
        await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var found =
            response.Headers.TryGetValues("grpc-status", out var values)
            || response.TrailingHeaders.TryGetValues("grpc-status", out values);
        return found
            ? Enum.Parse<StatusCode>(values!.Single())
            : throw new InvalidOperationException("The response has no grpc-status.");
    }

    private static void ShouldBeOk(this HttpStatusCode status)
    {
        if (status != HttpStatusCode.OK)
            throw new InvalidOperationException($"The HTTP status of a call that was taken is 200, not {(int)status}.");
    }
}
