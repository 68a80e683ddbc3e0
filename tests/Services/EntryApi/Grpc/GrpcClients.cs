using EventDriven.EntryApi.Grpc.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Shouldly;

namespace EventDriven.Services.Tests.EntryApi.Grpc;

/// <summary>Clients of the entry API's gRPC port.</summary>
internal static class GrpcClients
{
    /// <summary>Settings that give the entry API a port for gRPC beside the one for REST.</summary>
    public static readonly IReadOnlyDictionary<string, string?> Ports = new Dictionary<string, string?>
    {
        ["Kestrel:Endpoints:Api:Url"] = "http://127.0.0.1:0",
        ["Kestrel:Endpoints:Grpc:Url"] = "http://127.0.0.1:0",
        ["Kestrel:Endpoints:Grpc:Protocols"] = "Http2",
    };

    /// <summary>The entry API with a port for gRPC, on SQLite.</summary>
    public static Task<EntryApiHost> StartAsync(params (string Name, string Value)[] settings) =>
        StartAsync(TimeProvider.System, settings);

    /// <summary>The entry API with a port for gRPC, on SQLite and by a clock of the test.</summary>
    public static Task<EntryApiHost> StartAsync(TimeProvider time, params (string Name, string Value)[] settings)
    {
        var folder = new TemporaryFolder();
        var all = new Dictionary<string, string?>(Ports)
        {
            ["Database"] = "Sqlite",
            ["DataDirectory"] = folder.FullPath,
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        return EntryApiHost.StartAsync(time, all, withInventory: true, folder);
    }

    /// <summary>A connection with a token, or without one for null.</summary>
    public static GrpcChannel Channel(this EntryApiHost host, string? token) =>
        GrpcChannel.ForAddress(host.Addresses[1], new GrpcChannelOptions { HttpClient = host.As(token) });

    /// <summary>An operator's client.</summary>
    public static Orders.OrdersClient Orders(this EntryApiHost host) => host.Orders(EntryApiHost.Issuer.ForOperator());

    /// <summary>A client with a token, or without one for null.</summary>
    public static Orders.OrdersClient Orders(this EntryApiHost host, string? token) => new(host.Channel(token));

    /// <summary>The failure of a call.</summary>
    public static Task<RpcException> Failure<T>(this AsyncUnaryCall<T> call) =>
        Should.ThrowAsync<RpcException>(() => call.ResponseAsync);

    /// <summary>The failure that ends a stream, after the messages that have not been read.</summary>
    public static Task<RpcException> Failure<T>(this AsyncServerStreamingCall<T> call) =>
        Should.ThrowAsync<RpcException>(async () => await call.Rest());

    /// <summary>One of the failure's details.</summary>
    public static T Detail<T>(this RpcException failure)
        where T : class, Google.Protobuf.IMessage<T>, new() =>
        failure.GetRpcStatus()?.GetDetail<T>()
        ?? throw new InvalidOperationException($"{failure.Status} has no {typeof(T).Name}.");

    /// <summary>The next message of a stream.</summary>
    public static async Task<T> Next<T>(this IAsyncStreamReader<T> stream)
    {
        (await stream.MoveNext(TestContext.Current.CancellationToken)).ShouldBeTrue("the stream has ended");
        return stream.Current;
    }

    /// <summary>All messages until the stream ends with OK.</summary>
    public static async Task<List<T>> Rest<T>(this AsyncServerStreamingCall<T> call)
    {
        var rest = new List<T>();
        await foreach (var message in call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken))
            rest.Add(message);
        return rest;
    }

    /// <summary>The same order as <see cref="AnOrder.Valid"/>.</summary>
    public static SubmitRequest Order(string key, string customer = "c-1") =>
        new()
        {
            IdempotencyKey = key,
            CustomerId = customer,
            Email = "ada@example.com",
            Lines =
            {
                new OrderLine { Sku = "TEA-1", Quantity = 2 },
                new OrderLine { Sku = "CUP-1", Quantity = 1 },
            },
            Payment = new Payment { Token = "tok_accepted" },
            ShipTo = new Address
            {
                Name = "Ada",
                Street = "Main Street 1",
                City = "Berlin",
                PostalCode = "10115",
                Country = "DE",
            },
        };
}
