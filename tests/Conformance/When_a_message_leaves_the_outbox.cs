using EventDriven.Conformance.Tests.Application;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace EventDriven.Conformance.Tests;

/// <summary>
/// A message that rested in the outbox arrives as one that was sent at once: from a consumer, and from a scope.
/// </summary>
public sealed class When_a_message_leaves_the_outbox(Servers servers)
{
    public static TheoryData<Database, bool> DatabasesAndSenders =>
        new MatrixTheoryData<Database, bool>(Enum.GetValues<Database>(), [true, false]);

    [Theory, MemberData(nameof(DatabasesAndSenders))]
    public async Task It_has_its_ids_addresses_and_headers(Database database, bool byConsumer)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var (work, messageId, correlationId, conversationId, initiatorId, requestId) = (
            Guid.NewGuid(),
            Guid.NewGuid(),
            Guid.NewGuid(),
            Guid.NewGuid(),
            Guid.NewGuid(),
            Guid.NewGuid()
        );
        Uri response = new("loopback://localhost/answers"),
            fault = new("loopback://localhost/faults?temporary=true&name=a%20b");

        await Publish(shop, byConsumer, (publish, cancellationToken) => publish.Publish(
                new WorkDone(work, "sent"),
                context =>
                {
                    context.MessageId = messageId;
                    context.CorrelationId = correlationId;
                    context.ConversationId = conversationId;
                    context.InitiatorId = initiatorId;
                    context.RequestId = requestId;
                    context.ResponseAddress = response;
                    context.FaultAddress = fault;
                    context.Headers.Set("text", "Grüße, \"world\"");
                    context.Headers.Set("number", 42);
                    context.Headers.Set("id", work.ToString());
                    context.Headers.Set("yes", true);
                },
                cancellationToken
            ));

        var sent = await shop.Sees<WorkDone>(done => done.What == "sent", "it arrives");
        sent.Message.Id.ShouldBe(work);
        sent.MessageId.ShouldBe(messageId);
        sent.CorrelationId.ShouldBe(correlationId);
        sent.ConversationId.ShouldBe(conversationId);
        sent.InitiatorId.ShouldBe(initiatorId);
        sent.RequestId.ShouldBe(requestId);
        sent.ResponseAddress.ShouldBe(response);
        sent.FaultAddress.ShouldBe(fault);
        sent.SourceAddress.ShouldNotBeNull();
        sent.DestinationAddress.ShouldNotBeNull();
        sent.SentTime.ShouldNotBeNull();
        sent.Headers.Get<string>("text").ShouldBe("Grüße, \"world\"");
        sent.Headers.Get<int>("number").ShouldBe(42);
        sent.Headers.Get<Guid>("id").ShouldBe(work);
        sent.Headers.Get<bool>("yes").ShouldBe(true);
    }

    [Theory, EachCombination]
    public async Task It_follows_the_message_whose_consumer_sent_it(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var (work, conversationId, correlationId) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

        await shop.Bus.Publish(
            new DoWork(work),
            context =>
            {
                context.ConversationId = conversationId;
                context.CorrelationId = correlationId;
            },
            TestContext.Current.CancellationToken
        );

        var sent = await shop.Sees<WorkDone>(done => done.Id == work, "it arrives");
        sent.ConversationId.ShouldBe(conversationId);
        sent.InitiatorId.ShouldBe(correlationId);
        sent.SourceAddress.ShouldBe(new Uri("loopback://localhost/work"));
    }

    [Theory, MemberData(nameof(DatabasesAndSenders))]
    public async Task It_loses_its_meaning_when_it_would_have(Database database, bool byConsumer)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);

        await Publish(shop, byConsumer, (publish, cancellationToken) =>
            publish.Publish(
                new WorkDone(Guid.NewGuid(), "sent"),
                context => context.TimeToLive = TimeSpan.FromHours(1),
                cancellationToken
            )
        );

        var sent = await shop.Sees<WorkDone>(done => done.What == "sent", "it arrives");
        var expires = sent.ExpirationTime.ShouldNotBeNull();
        expires.ToUniversalTime().ShouldBe(sent.SentTime!.Value.ToUniversalTime().AddHours(1), TimeSpan.FromMinutes(1));
    }

    [Theory, MemberData(nameof(DatabasesAndSenders))]
    public async Task It_is_delayed_as_it_was_asked_to_be(Database database, bool byConsumer)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var delay = TimeSpan.FromMilliseconds(300);
        var before = DateTime.UtcNow;

        await Publish(shop, byConsumer, (publish, cancellationToken) =>
            publish.Publish(new WorkDone(Guid.NewGuid(), "sent"), context => context.Delay = delay, cancellationToken)
        );

        await shop.Sees<WorkDone>(done => done.What == "sent", "it arrives");
        (DateTime.UtcNow - before).ShouldBeGreaterThanOrEqualTo(delay);
    }

    [Theory, MemberData(nameof(DatabasesAndSenders))]
    public async Task It_is_all_that_its_type_is(Database database, bool byConsumer)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        var id = Guid.NewGuid();

        await Publish(shop, byConsumer, (publish, cancellationToken) => publish.Publish<IUrgentNotice>(
                new
                {
                    Id = id,
                    Why = "now",
                    __Header_Kind = "test",
                },
                cancellationToken
            ));

        await shop.Sees<INotice>(notice => notice.Id == id, "who listens to the base hears it");
        var urgent = await shop.Sees<IUrgentNotice>(
            notice => notice.Id == id,
            "who listens to the type itself hears it"
        );
        urgent.Message.Why.ShouldBe("now");
        urgent.Headers.Get<string>("Kind").ShouldBe("test");
    }

    [Theory, MemberData(nameof(DatabasesAndSenders))]
    public async Task It_may_be_bare_of_its_envelope(Database database, bool byConsumer)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store, transport =>
            transport.UseRawJsonSerializer(
                RawSerializerOptions.AddTransportHeaders | RawSerializerOptions.CopyHeaders,
                isDefault: true
            )
        );
        var (id, correlationId, fault) = (Guid.NewGuid(), Guid.NewGuid(), new Uri("loopback://localhost/faults"));

        await Publish(shop, byConsumer, (publish, cancellationToken) => publish.Publish(
                new WorkDone(id, "sent"),
                context =>
                {
                    context.CorrelationId = correlationId;
                    context.FaultAddress = fault;
                    context.Headers.Set("text", "hello");
                },
                cancellationToken
            ));

        var sent = await shop.Sees<WorkDone>(done => done.What == "sent", "it arrives");
        sent.Message.Id.ShouldBe(id);
        sent.CorrelationId.ShouldBe(correlationId);
        sent.FaultAddress.ShouldBe(fault);
        sent.Headers.Get<string>("text").ShouldBe("hello");
    }

    [Theory, EachCombination]
    public async Task A_fault_goes_where_the_message_asked_it_to_go(Database database)
    {
        await using var store = await Store.Create(servers, database);
        await using var shop = await Start(store);
        shop.Script.Work = (_, _) => throw new InvalidOperationException("No.");
        var work = Guid.NewGuid();

        await shop.Bus.Publish(
            new DoWork(work),
            context => context.FaultAddress = new Uri("loopback://localhost/complaints"),
            TestContext.Current.CancellationToken
        );

        var fault = await shop.Sees<Fault<DoWork>>(fault => fault.Message.Id == work, "it arrives");
        fault.ReceiveContext.InputAddress.ShouldBe(new Uri("loopback://localhost/complaints"));
    }

    private static Task<TestApplication> Start(
        Store store,
        Action<IInMemoryBusFactoryConfigurator>? configure = null
    ) =>
        TestApplication.StartShop(
            store,
            setup =>
            {
                setup.Retries = 0;
                setup.Transport = (_, transport) => configure?.Invoke(transport);
                setup
                    .Observe<WorkDone>()
                    .Observe<INotice>()
                    .Observe<IUrgentNotice>()
                    .Bus(bus => bus.AddConsumer<WorkConsumer>().Endpoint(e => e.Name = "work"))
                    .Bus(bus =>
                        bus.AddConsumer<Observer<Fault<DoWork>>>()
                            .Endpoint(e =>
                            {
                                e.Name = "complaints";
                                e.ConfigureConsumeTopology = false;
                            })
                    );
            },
            outbox => outbox.UseBusOutbox()
        );

    private static async Task Publish(
        TestApplication shop,
        bool byConsumer,
        Func<IPublishEndpoint, CancellationToken, Task> publish
    )
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        if (byConsumer)
        {
            shop.Script.Work = (context, _) => publish(context, cancellationToken);
            await shop.Publish(new DoWork(Guid.NewGuid()));
            return;
        }

        await shop.InScope(async scope =>
        {
            await publish(scope.GetRequiredService<IPublishEndpoint>(), cancellationToken);
            return await scope.GetRequiredService<ShopDbContext>().SaveChangesAsync(cancellationToken);
        });
    }
}
