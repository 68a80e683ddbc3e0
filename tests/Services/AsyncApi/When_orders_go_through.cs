using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts;
using EventDriven.Contracts.Operations;
using EventDriven.Contracts.Orders;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.EntryApi;
using EventDriven.Services.Tests.Hosting;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.AsyncApi;

public sealed class When_orders_go_through
{
    private static readonly string[] NotBroughtAbout =
    [
        "orders.order-cancellation-refused", // A cancellation that overtakes the news that it is too late.
        "orders.step-deadline-expired", // Nobody is late.
        "inventory.stock-committed", // Nobody listens.
        "inventory.restock-refused", // Two restocks of one id.
        "orders.get-order-history", // No read model lacks anything.
        "orders.order-history",
        "orders.order-history-unknown",
        "orders.list-orders", // Asked half a minute after the start.
        "orders.order-positions",
        "operations.replica-reported", // Here one process hosts all services, and reports for all of them.
    ];

    [Fact]
    public async Task Each_message_travels_as_it_is_described_and_each_that_is_described_travels()
    {
        await using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string?>
        {
            ["Transport"] = nameof(TransportKind.InMemory),
            ["Database"] = nameof(DatabaseKind.Sqlite),
            ["DataDirectory"] = folder.FullPath,
            ["RateLimit:PerSecond"] = "100000",
            ["RateLimit:Burst"] = "100000",
        };
        await using var app = AllInOneProcess.Build(settings, AllInOneProcess.Services);
        var travelled = new Travelled();
        app.Services.GetRequiredService<IBus>().ConnectConsumeObserver(travelled);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = AllInOneProcess.ClientOf(app, EntryApiHost.Issuer.ForOperator());
        await Eventually.Holds(async () =>
        {
            using var ready = await client.GetAsync("/products", TestContext.Current.CancellationToken);
            return ready.IsSuccessStatusCode;
        });

        using var restocked = await client.PostAsJsonAsync(
            "/products/MUG-STONE-BLUE/restock",
            new { quantity = 1 },
            TestContext.Current.CancellationToken
        );
        restocked.EnsureSuccessStatusCode();
        using var unknown = await client.PostAsJsonAsync(
            "/products/NOTHING/restock",
            new { quantity = 1 },
            TestContext.Current.CancellationToken
        );
        await unknown.Problem(404);
        await Ends(client, await Place(client, "tok_accepted"));
        await Ends(client, await Place(client, "tok_accepted", sku: "CLOCK-WALL-RED"));
        await Ends(client, await Place(client, "tok_declined"));
        await Ends(client, await Place(client, "tok_accepted", postalCode: "00000"));
        await Ends(client, await Place(client, "tok_accepted", postalCode: "88888"));
        await Ends(client, await Place(client, "tok_capture_fails"));
        foreach (
            var (path, body) in new (string, object)[]
            {
                ("review", new { approve = true, reason = "known" }),
                ("review", new { approve = false, reason = "unknown" }),
                ("cancellation", new { reason = "late" }),
            }
        )
        {
            var order = await Place(client, "tok_review");
            await Eventually.Holds(async () => await State(client, order) == "AwaitingReview");
            using var decided = await client.PostAsJsonAsync(
                $"{order}/{path}",
                body,
                TestContext.Current.CancellationToken
            );
            decided.EnsureSuccessStatusCode();
            await Ends(client, order);
        }

        var bus = app.Services.GetRequiredService<IBus>();
        foreach (var action in new[] { "Cancel", "Approve", "Reject" })
        {
            var order = await Place(client, "tok_review");
            await Eventually.Holds(async () => await State(client, order) == "AwaitingReview");
            await Act(bus, order, action);
            await Ends(client, order);
        }

        var ended = await Place(client, "tok_declined");
        await Ends(client, ended);
        await Act(bus, ended, "AskAgain");
        await Act(bus, ended, "Resume");
        await Act(bus, ended, "GiveUpDispatch");
        var operations = await bus.GetSendEndpoint(Queues.Address(Queues.Operations));
        var (nothing, now) = (new[] { Guid.NewGuid() }, DateTimeOffset.UtcNow);
        await operations.Send(
            new PutBackMessages
            {
                ActionId = Guid.NewGuid(),
                FailedMessageIds = nothing,
                Reason = "mended",
                Operator = "operator",
                At = now,
            },
            TestContext.Current.CancellationToken
        );
        await operations.Send(
            new DiscardMessages
            {
                ActionId = Guid.NewGuid(),
                FailedMessageIds = nothing,
                Reason = "of no use",
                Operator = "operator",
                At = now,
            },
            TestContext.Current.CancellationToken
        );
        await AskWhoItIsFor(app.Services, Guid.Parse(ended.Split('/')[^1]));
        await AskWhoItIsFor(app.Services, Guid.NewGuid());
        string[] ofOperators =
        [
            "orders.ask-again",
            "orders.resume-compensation",
            "orders.give-up-dispatch",
            "operations.put-back-messages",
            "operations.discard-messages",
        ];
        await Eventually.Holds(() =>
            travelled.Operations.Count(operation => ofOperators.Contains(operation.Message)) == 2 * ofOperators.Length
        );

        await app.StopAsync(TestContext.Current.CancellationToken);

        travelled.Operations.Except(Described.Operations).ShouldBeEmpty("what is on its way is not described so");
        Described
            .Operations.Except(travelled.Operations)
            .Where(operation => !NotBroughtAbout.Contains(operation.Message))
            .ShouldBeEmpty("what is described was not on its way");
    }

    private static async Task<string> Place(
        HttpClient client,
        string token,
        string sku = "MUG-STONE-BLUE",
        string postalCode = "10115"
    )
    {
        var order = AnOrder.Valid();
        order["lines"] = new JsonArray(new JsonObject { ["sku"] = sku, ["quantity"] = 1 });
        order["payment"]!["token"] = token;
        order["shipTo"]!["postalCode"] = postalCode;
        using var response = await client.PostAsJsonAsync("/orders", order, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return response.Headers.Location!.OriginalString;
    }

    private static async Task Act(IBus bus, string order, string action)
    {
        var operations = await bus.GetSendEndpoint(Queues.Address(Queues.Operations));
        await operations.Send(
            new ActOnOrder
            {
                ActionId = Guid.NewGuid(),
                OrderId = Guid.Parse(order.Split('/')[^1]),
                Action = action,
                Reason = "seen",
                Operator = "operator",
                At = DateTimeOffset.UtcNow,
            },
            TestContext.Current.CancellationToken
        );
    }

    private static async Task AskWhoItIsFor(IServiceProvider services, Guid orderId)
    {
        await using var scope = services.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<IRequestClient<GetCustomerDetails>>()
            .GetResponse<CustomerDetails, CustomerDetailsUnknown>(
                new GetCustomerDetails { OrderId = orderId },
                TestContext.Current.CancellationToken
            );
    }

    private static Task Ends(HttpClient client, string order) =>
        Eventually.Holds(async () => await State(client, order) is "Completed" or "Rejected" or "Cancelled");

    private static async Task<string> State(HttpClient client, string order) =>
        (string)(await client.GetFromJsonAsync<JsonNode>(order, TestContext.Current.CancellationToken))!["state"]!;

    /// <summary>Looks at each message where it arrives: who has sent it, through what, and who reads it.</summary>
    private sealed class Travelled : IConsumeObserver
    {
        private readonly ConcurrentDictionary<Described.Operation, bool> _operations = [];

        public ICollection<Described.Operation> Operations => _operations.Keys;

        public Task PreConsume<T>(ConsumeContext<T> context)
            where T : class
        {
            var message = typeof(T)
                .GetCustomAttributes(typeof(EntityNameAttribute), inherit: false)
                .Cast<EntityNameAttribute>()
                .Single()
                .EntityName;
            var (queue, source) = (Name(context.ReceiveContext.InputAddress), Name(context.SourceAddress!));
            if (Described.Channels.ContainsKey(queue))
            {
                _operations[new(OwnerOf(queue, message), "receive", message, queue)] = true;
                _operations[new(OwnerOf(source, message), "send", message, Name(context.DestinationAddress!))] = true;
            }
            else
            {
                _operations[new(OwnerOf(source, message), "reply", message, "replies")] = true;
            }

            return Task.CompletedTask;
        }

        public Task PostConsume<T>(ConsumeContext<T> context)
            where T : class => Task.CompletedTask;

        public Task ConsumeFault<T>(ConsumeContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;

        // What is sent outside a consumer has no queue for its source: it comes from the console's pages, the saga's
        // host, or the entry API.
        private static string OwnerOf(string queue, string message) =>
            Described.Channels.TryGetValue(queue, out var channel) ? (string)channel["tags"]![0]!["name"]!
            : message == "orders.workflow-described" ? "orchestrator"
            : message.StartsWith("operations.", StringComparison.Ordinal) || message == "orders.get-customer-details"
                ? "operations"
            : "entry-api";

        private static string Name(Uri address) => address.AbsolutePath.Split('/')[^1];
    }
}
