using System.Text;
using System.Text.Json;
using EventDriven.TestServers;
using EventDriven.TestServers.Hosting;
using Npgsql;
using RabbitMQ.Client;

namespace EventDriven.Soak.Faults;

/// <summary>Every fault of the soak.</summary>
internal sealed class FaultList(Deployment deployment, FakeSmtpServer smtp)
{
    private readonly List<Guid> _planted = [];
    private readonly List<Guid> _withoutDeadline = [];

    /// <summary>The ids of messages that had to fail.</summary>
    public IReadOnlyCollection<Guid> Planted => _planted;

    /// <summary>The orders whose command and deadline were lost.</summary>
    public IReadOnlyCollection<Guid> WithoutDeadline => _withoutDeadline;

    public IReadOnlyList<Fault> All =>
        [
            .. ServiceEntry.All.Select(service => new Fault(
                $"{service} killed",
                "killed",
                TimeSpan.FromSeconds(5),
                _ => deployment.KillAsync(service.Name),
                cancel => deployment.StartAsync(cancel, service.Name)
            )),
            .. ServiceEntry.All.Select(service => new Fault(
                $"{service} frozen",
                "frozen",
                TimeSpan.FromSeconds(20),
                _ => deployment.FreezeAsync(service.Name),
                _ => deployment.ThawAsync(service.Name)
            )),
            Server("RabbitMQ killed", TestServers.Server.RabbitMq),
            Server("PostgreSQL killed", TestServers.Server.Postgres),
            new(
                "RabbitMQ out of memory",
                "memory",
                TimeSpan.FromSeconds(20),
                deployment.BlockBrokerAsync,
                deployment.UnblockBrokerAsync
            ),
            new(
                "PostgreSQL read-only",
                "read-only",
                TimeSpan.FromSeconds(40),
                cancel => deployment.MakePostgresReadOnlyAsync(isReadOnly: true, cancel),
                cancel => deployment.MakePostgresReadOnlyAsync(isReadOnly: false, cancel)
            ),
            new(
                "logins refused",
                "logins",
                TimeSpan.FromSeconds(40),
                deployment.RefuseLoginsAsync,
                deployment.AcceptLoginsAsync
            ),
            new(
                "mailboxes full",
                "mailboxes",
                TimeSpan.FromSeconds(40),
                _ => MailboxesAre(full: true),
                _ => MailboxesAre(full: false)
            ),
            new("provider away for some cards", "provider", TimeSpan.FromSeconds(40), ProviderGoes, ProviderComesBack),
            new("command and deadline lost", "lost", TimeSpan.Zero, LoseCommandAndDeadline, _ => Task.CompletedTask),
            new("poisoned messages", "poison", TimeSpan.FromSeconds(10), Poison, _ => Task.CompletedTask),
        ];

    private Fault Server(string name, Server server) =>
        new(
            name,
            name,
            TimeSpan.FromSeconds(20),
            cancel => deployment.KillAsync(server, cancel),
            cancel => deployment.StartAgainAsync(server, cancel)
        );

    private Task MailboxesAre(bool full)
    {
        smtp.MailboxesAreFull = full;
        return Task.CompletedTask;
    }

    // A request of such a card fails twice by itself. Meanwhile its failures are not counted.
    private Task ProviderGoes(CancellationToken cancel) =>
        Execute(
            "PaymentProvider",
            """
            CREATE FUNCTION stay_away() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                NEW."FailedTries" := 0;
                RETURN NEW;
            END $$;
            CREATE TRIGGER stay_away BEFORE INSERT OR UPDATE ON "Requests" FOR EACH ROW
                WHEN (NEW."Answer" IS NULL) EXECUTE FUNCTION stay_away()
            """,
            cancel
        );

    private Task ProviderComesBack(CancellationToken cancel) =>
        Execute("PaymentProvider", "DROP FUNCTION stay_away CASCADE", cancel);

    private async Task LoseCommandAndDeadline(CancellationToken cancel)
    {
        await deployment.KillAsync(Service.Shipping);
        var order = await OnChannel(TakeCommand);
        await Execute(
            "Orders",
            $"""
            DELETE FROM "ScheduledMessage" WHERE "TokenId" =
                (SELECT "DeadlineTokenId" FROM "Orders" WHERE "CorrelationId" = '{order}')
            """,
            cancel
        );
        _withoutDeadline.Add(order);
        await deployment.StartAsync(cancel, Service.Shipping);

        async Task<Guid> TakeCommand(IChannel channel)
        {
            while (true)
            {
                if (await channel.BasicGetAsync("shipping", autoAck: false, cancel) is not { } taken)
                {
                    await Task.Delay(100, cancel);
                    continue;
                }

                // May have been handled before the kill; returns to the queue with the end of the channel.
                if (taken.Redelivered)
                    continue;

                await channel.BasicAckAsync(taken.DeliveryTag, multiple: false, cancel);
                using var envelope = JsonDocument.Parse(taken.Body);
                return envelope.RootElement.GetProperty("message").GetProperty("orderId").GetGuid();
            }
        }
    }

    private Task<bool> Poison(CancellationToken cancel) =>
        OnChannel(async channel =>
        {
            foreach (
                var headers in new Dictionary<string, object?>[]
                {
                    [],
                    new() { ["blob"] = new string('x', 130_700) },
                }
            )
            {
                var id = Guid.NewGuid();
                var properties = new BasicProperties
                {
                    MessageId = $"{id}",
                    ContentType = "application/vnd.masstransit+json",
                    Persistent = true,
                    Headers = headers,
                };
                var body = $$$"""
                    {"messageId":"{{{id}}}","messageType":["urn:message:payments.authorise-payment"],
                    "message":{"orderId":"{{{id}}}","amount":null,"paymentToken":"tok_accepted"}}
                    """;
                await channel.BasicPublishAsync(
                    "",
                    "payments",
                    mandatory: true,
                    properties,
                    Encoding.UTF8.GetBytes(body),
                    cancel
                );
                _planted.Add(id);
            }

            return true;
        });

    private async Task<T> OnChannel<T>(Func<IChannel, Task<T>> work)
    {
        await using var connection = await new ConnectionFactory
        {
            Uri = deployment.Broker.Address,
        }.CreateConnectionAsync("soak");
        await using var channel = await connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)
        );
        return await work(channel);
    }

    private async Task Execute(string database, string statements, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(deployment.ConnectionStrings[database]);
        await connection.OpenAsync(cancel);
#pragma warning disable CA2100 // The soak's own text.
        await using var command = new NpgsqlCommand(statements, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}
