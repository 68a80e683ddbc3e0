using System.Text.Json;
using EventDriven.Contracts.Operations;
using EventDriven.Contracts.Orders;
using EventDriven.Operations;
using EventDriven.Operations.Domain;
using EventDriven.Operations.Orders;
using EventDriven.ServiceDefaults.Replicas;
using EventDriven.TestServers;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Shouldly;

namespace EventDriven.Services.Tests.Operations;

/// <summary>What the console finds wrong with open orders, in a distributed system unless said.</summary>
public sealed class When_an_order_is_stuck : IAsyncLifetime
{
    private static readonly string[] Services =
    [
        "entry-api",
        "inventory",
        "notifications",
        "operations",
        "orchestrator",
        "payments",
        "shipping",
    ];

    private static readonly StuckLimits Limits = new(new ConfigurationBuilder().Build());

    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 1, 16, 59, 0, TimeSpan.Zero));
    private readonly ReplicaReportOptions _reports = new();
    private readonly Guid _orderId = Guid.NewGuid();
    private string _transport = "RabbitMq";
    private TroubleFinder _finder = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ReservingStock")]
    [InlineData("AuthorisingPayment")]
    [InlineData("AwaitingReview")]
    [InlineData("BookingShipment")]
    [InlineData("CapturingPayment")]
    [InlineData("Dispatching")]
    [InlineData("Compensating")]
    public async Task Not_while_all_is_well(string state)
    {
        await Track(Told.In(state, _orderId));

        (await Troubles()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Waiting", "The message payments.authorise-payment failed at Payments: TimeoutException.")]
    [InlineData("PutBack", null)]
    [InlineData("Discarded", null)]
    public async Task By_a_message_that_failed_until_it_is_retried_or_discarded(string status, string? what)
    {
        await Track(Told.Authorising(_orderId));
        await Track(Told.Authorising(Guid.NewGuid()));
        var message = Failed(_orderId, status);
        await Add(message, Failed(Guid.NewGuid(), status), Failed(null, status));

        var trouble = (await Troubles()).GetValueOrDefault(_orderId);

        trouble?.What.ShouldBe(what);
        (trouble is null).ShouldBe(what is null);
        if (trouble is not null)
            (trouble.Helps, trouble.Link).ShouldBe(
                ("Correct the cause, then retry the message.", $"/console/failed/{message.Id}")
            );
    }

    [Fact]
    public async Task Not_once_it_has_ended()
    {
        await Track(Told.Completed(_orderId));
        await Add(Failed(_orderId, "Waiting"));
        await Silence("payments");

        (await Troubles()).ShouldBeEmpty();
    }

    [Fact]
    public async Task By_an_undo_that_was_given_up()
    {
        await Track(Told.CompensationFailed(_orderId));

        (await Troubles())[_orderId]
            .ShouldBe(
                new Trouble(
                    "The undo was given up, because ReleaseStock was not confirmed.",
                    "Correct the cause, then resume the compensation."
                )
            );
    }

    [Fact]
    public async Task By_a_review_that_nobody_decides()
    {
        await Track(Told.AwaitingReview(_orderId), until: _time.GetUtcNow().AddDays(1));

        _time.Advance(TimeSpan.FromHours(12));
        await ReportAll();

        (await Troubles())[_orderId]
            .ShouldBe(
                new Trouble(
                    "It has been in the state Awaiting review for longer than 12 h 0 min.",
                    "Approve or reject the payment."
                )
            );
    }

    [Fact]
    public async Task By_a_queue_that_waits_at_its_participant_as_soon_as_that_is_reported()
    {
        var reserving = Guid.NewGuid();
        await Track(Told.Reserving(reserving));
        await Track(Told.Authorising(_orderId));
        await Report("payments", Waits("payments"));

        var troubles = await Troubles();

        troubles.Keys.ShouldBe([_orderId]);
        troubles[_orderId].What.ShouldBe("Payments waits since 16:59:54 UTC, because the database refuses the login.");
        troubles[_orderId].Link.ShouldBe("/console#services");

        await Report("payments");
        (await Troubles()).ShouldBeEmpty("it is reported that the wait is over");
    }

    [Fact]
    public async Task By_the_queue_of_the_saga_whatever_it_waits_for()
    {
        var reviewed = Guid.NewGuid();
        await Track(Told.AwaitingReview(reviewed));
        await Track(Told.Authorising(_orderId));
        await Report("orchestrator", Waits("orders"));

        const string what = "Orchestrator waits since 16:59:54 UTC, because the database refuses the login.";
        (await Troubles()).Values.Select(trouble => trouble.What).ShouldBe([what, what]);
    }

    [Fact]
    public async Task By_the_message_that_it_waits_for_if_that_has_failed_several_times()
    {
        var goneOn = Guid.NewGuid();
        await Track(Told.Authorising(_orderId));
        await Track(Told.Booking(goneOn));
        await Report(
            "payments",
            Reported("payments", "Healthy") with
            {
                Postponed = [Postponed(_orderId), Postponed(goneOn), Postponed(Guid.NewGuid())],
            }
        );

        var troubles = await Troubles();

        troubles.Keys.ShouldHaveSingleItem("the other order has its answer").ShouldBe(_orderId);
        troubles[_orderId]
            .ShouldBe(
                new Trouble(
                    "Payments has failed 3 times at AuthorisePayment, because the remote party answers 503. "
                        + "It tries again at 17:00:04 UTC.",
                    "Look at the log and the remote party of Payments."
                )
            );

        await Report("payments");
        (await Troubles()).ShouldBeEmpty("it is no longer reported");
    }

    [Theory]
    [InlineData("Healthy", false)]
    [InlineData("Unhealthy", true)]
    public async Task By_a_queue_that_waits_only_if_no_other_process_can_take_its_messages(string other, bool isStuck)
    {
        await Track(Told.Authorising(_orderId));
        await Report("payments", Waits("payments"));
        await Add(Row(Reported("payments", other)));

        (await Troubles()).ContainsKey(_orderId).ShouldBe(isStuck);
    }

    [Fact]
    public async Task By_a_participant_that_is_unhealthy()
    {
        await Track(Told.Authorising(_orderId));
        await Report("payments", Reported("payments", "Unhealthy"));

        (await Troubles())[_orderId].What.ShouldBe("Payments is unhealthy. Not ready: the database is read-only.");
    }

    [Fact]
    public async Task By_a_participant_that_has_stopped()
    {
        await Track(Told.Authorising(_orderId));
        await Silence("payments");

        var trouble = (await Troubles())[_orderId];

        trouble.What.ShouldBe("No process of Payments reports.");
        trouble.Helps.ShouldStartWith("Start Payments, or restore its connection to the broker.");
    }

    [Fact]
    public async Task By_a_participant_that_was_killed_within_ten_seconds()
    {
        await Track(Told.Authorising(_orderId));

        _time.Advance(TimeSpan.FromSeconds(10));
        await ReportAll(but: "payments");

        (await Troubles())[_orderId].What.ShouldBe("No process of Payments has reported since 17:00:00 UTC.");
    }

    [Fact]
    public async Task By_a_console_that_receives_no_reports_at_all()
    {
        await Track(Told.Authorising(_orderId));

        _time.Advance(TimeSpan.FromSeconds(10));

        (await Troubles())[_orderId].What.ShouldStartWith("The console receives no reports, not even its own");
    }

    [Theory]
    [InlineData("RabbitMq", 3, 8)]
    [InlineData("RabbitMq", 0, 60)]
    [InlineData("InMemory", 3, 60)]
    public async Task Not_by_reports_that_cannot_be_expected(string transport, int intervalSeconds, int upForSeconds)
    {
        (_transport, _reports.Interval) = (transport, TimeSpan.FromSeconds(intervalSeconds));
        await Track(Told.Authorising(_orderId), until: _time.GetUtcNow().AddHours(1));
        await using (var db = Db())
            await db.Replicas.ExecuteDeleteAsync(Cancel);
        _finder = NewFinder();

        _time.Advance(TimeSpan.FromSeconds(upForSeconds));

        (await Troubles()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(5, "Payments has not answered attempt 1 of 5. The time for attempt 2 ends at 17:00:20 UTC.")]
    [InlineData(null, "Payments has not answered attempt 1. The time for attempt 2 ends at 17:00:20 UTC.")]
    public async Task By_an_attempt_without_an_answer(int? most, string what)
    {
        await Track(Told.Authorising(_orderId), attempt: 2, most, until: _time.GetUtcNow().AddSeconds(20));

        (await Troubles())[_orderId]
            .ShouldBe(
                new Trouble(
                    what,
                    "Look at the log and the remote party of Payments. \"Retry now\" sends the command at once."
                )
            );
    }

    [Fact]
    public async Task By_a_deadline_that_nothing_follows()
    {
        await Track(Told.Authorising(_orderId), until: _time.GetUtcNow().AddSeconds(10));

        _time.Advance(TimeSpan.FromSeconds(39));
        await ReportAll();
        (await Troubles()).ShouldBeEmpty("the saga's event may still be on its way");

        _time.Advance(TimeSpan.FromSeconds(1));
        (await Troubles())[_orderId]
            .ShouldBe(
                new Trouble(
                    "The time for the answer of Payments ended at 17:00:10 UTC, and nothing followed.",
                    "Look at the log of the Orchestrator and at the queue orders."
                )
            );
    }

    [Fact]
    public async Task By_a_state_that_takes_too_long_if_nothing_else_is_known()
    {
        await Track(Told.Authorising(_orderId), until: _time.GetUtcNow().AddHours(1));

        _time.Advance(TimeSpan.FromMinutes(6));
        await ReportAll();

        (await Troubles())[_orderId]
            .What.ShouldBe("It has been in the state Authorising payment for longer than 6 min.");
    }

    public async ValueTask InitializeAsync()
    {
        await _connection.OpenAsync(Cancel);
        await using (var db = Db())
            await db.Database.EnsureCreatedAsync(Cancel);
        _finder = NewFinder();
        _time.Advance(TimeSpan.FromMinutes(1));
        await ReportAll();
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private TroubleFinder NewFinder() =>
        new(
            Limits,
            Options.Create(_reports),
            new ConfigurationBuilder().AddInMemoryCollection([new("Transport", _transport)]).Build(),
            _time
        );

    private OperationsDbContext Db() =>
        new(new DbContextOptionsBuilder<OperationsDbContext>().UseSqlite(_connection).Options);

    /// <summary>The troubles of the orders that are found as stuck; no other order may have one.</summary>
    private async Task<Dictionary<Guid, Trouble>> Troubles()
    {
        await using var db = Db();
        var troubles = await _finder.ReadAsync(db, _time.GetUtcNow(), Cancel);
        var found = await troubles.Stuck(db.TrackedOrders).ToListAsync(Cancel);
        var all = await db.TrackedOrders.ToListAsync(Cancel);
        found.ShouldBe(all.Where(order => troubles.Of(order) is not null), ignoreOrder: true);
        foreach (var order in all)
            (await _finder.ReadAsync(db, _time.GetUtcNow(), Cancel, order.OrderId))
                .Of(order)
                .ShouldBe(troubles.Of(order), "the order's own page says the same");
        return found.ToDictionary(order => order.OrderId, order => troubles.Of(order).ShouldNotBeNull());
    }

    // The state begins now.
    private async Task Track(OrderStatusChanged[] history, int attempt = 1, int? most = 5, DateTimeOffset? until = null)
    {
        await using var services = new ServiceCollection()
            .AddDbContext<OperationsDbContext>(options => options.UseSqlite(_connection))
            .BuildServiceProvider();
        var projection = new OrderProjection(services.GetRequiredService<IServiceScopeFactory>(), Limits, _time);
        foreach (var entry in history)
            await projection.AddAsync(
                entry.At(_time.GetUtcNow()) with
                {
                    Pending = entry.Pending is null
                        ? null
                        : entry.Pending with
                        {
                            Attempt = attempt,
                            MaxAttempts = most,
                            Until = until ?? _time.GetUtcNow().AddSeconds(10),
                        },
                },
                Cancel
            );
    }

    private async Task ReportAll(string? but = null)
    {
        foreach (var service in Services.Where(service => service != but))
            await Report(service);
    }

    private async Task Report(string service, ReplicaReported? report = null)
    {
        await Silence(service);
        await Add(Row(report ?? Reported(service, "Healthy")));
    }

    private async Task Silence(string service)
    {
        await using var db = Db();
        await db.Replicas.Where(replica => replica.Report.Contains($"\"{service}\"")).ExecuteDeleteAsync(Cancel);
    }

    private async Task Add(params object[] rows)
    {
        await using var db = Db();
        db.AddRange(rows);
        await db.SaveChangesAsync(Cancel);
    }

    private Replica Row(ReplicaReported report) =>
        new()
        {
            Id = Guid.NewGuid(),
            SeenAt = _time.GetUtcNow(),
            Report = JsonSerializer.Serialize(report),
        };

    private ReplicaReported Waits(string queue) =>
        Reported(
            Services.Single(service => service == queue || (service, queue) == ("orchestrator", "orders")),
            "Degraded"
        ) with
        {
            Waits =
            [
                new QueueWait
                {
                    Queue = queue,
                    Since = _time.GetUtcNow().AddSeconds(-6),
                    Reason = "the database refuses the login",
                },
            ],
        };

    private PostponedMessage Postponed(Guid orderId) =>
        new()
        {
            OrderId = orderId,
            Type = "AuthorisePayment",
            Queue = "payments",
            Failures = 3,
            Until = _time.GetUtcNow().AddSeconds(4),
            Reason = "the remote party answers 503",
        };

    private ReplicaReported Reported(string service, string status) =>
        new()
        {
            Replica = Guid.NewGuid(),
            Host = "machine-1",
            Services = [service],
            StartedAt = _time.GetUtcNow(),
            Status = status,
            Checks =
                status == "Unhealthy"
                    ?
                    [
                        new ReplicaCheck
                        {
                            Name = "database-payments",
                            Status = status,
                            Note = "Not ready: the database is read-only.",
                        },
                    ]
                    : [],
            Backlogs = [],
            At = _time.GetUtcNow(),
        };

    private FailedMessage Failed(Guid? orderId, string status) =>
        new()
        {
            Id = Guid.NewGuid(),
            Queue = "payments",
            RestedIn = "payments_error",
            MessageType = "urn:message:payments.authorise-payment",
            OrderId = orderId,
            ExceptionType = "System.TimeoutException",
            Headers = "{}",
            ContentType = "",
            Body = [],
            FailedAt = _time.GetUtcNow(),
            TakenInAt = _time.GetUtcNow(),
            PutBacks = 0,
            Status = status,
        };
}
