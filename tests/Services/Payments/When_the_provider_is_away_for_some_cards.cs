using System.Collections.Concurrent;
using EventDriven.Contracts;
using EventDriven.Contracts.Payments;
using EventDriven.Payments;
using EventDriven.RemoteParties;
using EventDriven.ServiceDefaults;
using EventDriven.Services.Tests.Hosting;
using EventDriven.Services.Tests.Operations;
using EventDriven.Services.Tests.RemoteSteps;
using EventDriven.Steps;
using EventDriven.TestServers;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace EventDriven.Services.Tests.Payments;

public sealed class When_the_provider_is_away_for_some_cards(Servers servers)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Payments_with_other_cards_go_on_meanwhile_and_these_later()
    {
        await using var broker = await servers.CreateVirtualHostAsync("cards", Cancel);
        await using var databases = await Databases.OnPostgresAsync(servers, "Payments", "PaymentProvider");
        var provider = new Provider();
        await using var app = AllInOneProcess.Build(
            new(databases.Settings)
            {
                ["Transport"] = nameof(TransportKind.RabbitMq),
                ["ConnectionStrings:RabbitMq"] = broker.Uri.ToString(),
            },
            [new PaymentsService()],
            configure: services => services.AddSingleton<IPaymentProvider>(provider)
        );
        await app.StartAsync(Cancel);
        await app.Services.UntilBusIsUp();
        // More than the queue has slots.
        Guid[] away = [.. Enumerable.Range(0, 40).Select(_ => Guid.NewGuid())];
        Guid[] others = [.. Enumerable.Range(0, 10).Select(_ => Guid.NewGuid())];

        await Authorise(app, away, Provider.Away);
        await Eventually.Holds(() => provider.Asked.Keys.Intersect(away).Count() >= 32, "the provider was asked");
        await Authorise(app, others, "tok_ok");

        (await Authorised(app, others)).ShouldBe(others.Length);
        await TheConsoleIsTold(app, away);
        provider.IsBack = true;
        (await Authorised(app, away)).ShouldBe(away.Length);
    }

    private static async Task TheConsoleIsTold(WebApplication app, Guid[] orders)
    {
        var postponed = app.Services.GetRequiredService<PostponedMessages>();
        var reported = await Eventually.See(
            () => Task.FromResult(postponed.Reported),
            reported => reported.Count == orders.Length,
            TimeSpan.FromSeconds(60),
            Cancel
        );

        reported.Select(message => message.OrderId).ShouldBe(orders, ignoreOrder: true);
        reported.ShouldAllBe(message =>
            message.Type == nameof(AuthorisePayment)
            && message.Queue == Queues.Payments
            && message.Failures > 2
            && message.Reason == "the remote party is unavailable for this request"
        );
    }

    private static async Task Authorise(WebApplication app, Guid[] orders, string token)
    {
        var queue = await app.Services.GetRequiredService<IBus>().GetSendEndpoint(Queues.Address(Queues.Payments));
        foreach (var order in orders)
        {
            await queue.Send(
                new AuthorisePayment
                {
                    OrderId = order,
                    Amount = new Money { Amount = 5, Currency = "EUR" },
                    PaymentToken = token,
                },
                Cancel
            );
        }
    }

    private static Task<int> Authorised(WebApplication app, Guid[] orders) =>
        Eventually.See(
            async () =>
            {
                await using var scope = app.Services.CreateAsyncScope();
                return await scope
                    .ServiceProvider.GetRequiredService<PaymentsDbContext>()
                    .Steps.CountAsync(step => orders.Contains(step.OrderId) && step.Outcome != null, Cancel);
            },
            authorised => authorised == orders.Length,
            TimeSpan.FromSeconds(60),
            Cancel
        );

    /// <summary>A provider that is away for one card, until it is back.</summary>
    private sealed class Provider : IPaymentProvider
    {
        public const string Away = "tok_away";

        public bool IsBack { get; set; }

        public ConcurrentDictionary<Guid, bool> Asked { get; } = [];

        public Task<RemoteAnswer> AuthoriseAsync(
            string idempotencyKey,
            string reference,
            Money amount,
            string token,
            CancellationToken cancellationToken
        )
        {
            Asked[Guid.Parse(reference)] = true;
            return token == Away && !IsBack
                ? throw new RemotePartyUnavailableException("Away for this card.")
                : Task.FromResult(new RemoteAnswer(RemoteAnswerStatus.Done, "a-1", null));
        }

        public Task<RemoteAnswer> CaptureAsync(
            string idempotencyKey,
            string reference,
            Money amount,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task<RemoteAnswer> VoidAsync(
            string idempotencyKey,
            string reference,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task<RemoteAnswer> RefundAsync(
            string idempotencyKey,
            string reference,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();
    }
}
