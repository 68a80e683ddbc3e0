using EventDriven.Contracts;
using EventDriven.Contracts.Operations;
using EventDriven.Operations.Failed;
using EventDriven.Operations.Overview;
using EventDriven.Operations.Pages.Console.Failed;
using EventDriven.Operations.Topology;
using EventDriven.ServiceDefaults.Replicas;
using Microsoft.Extensions.Options;

namespace EventDriven.Operations.Orders;

/// <summary>Reads what is wrong with many orders: few rows, by index.</summary>
public sealed class TroubleFinder(
    StuckLimits limits,
    IOptions<ReplicaReportOptions> reports,
    IConfiguration configuration,
    TimeProvider time
)
{
    private const int MostMessages = 1000;
    private const string Console = "operations";
    private const string Saga = "orchestrator";

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <param name="orderId">Of failed messages, only those of this order are read.</param>
    public async Task<Troubles> ReadAsync(
        OperationsDbContext db,
        DateTimeOffset now,
        CancellationToken cancel,
        Guid? orderId = null
    )
    {
        var replicas = await ReplicaFigures.Read(db, reports.Value.SilentAfter, now, cancel);
        var services = replicas.Services.ToDictionary(service => service.Service);
        // A process of the in-memory transport is the only one. After its start, the console first waits for reports.
        var areExpected =
            reports.Value.Interval > TimeSpan.Zero
            && configuration.Transport() != TransportKind.InMemory
            && now - _startedAt > reports.Value.SilentAfter;
        var isDeaf = areExpected && services[Console].IsSilent;
        var found = services.Values.Select(service => (service.Service, Trouble: Of(service, areExpected && !isDeaf)));
        var ofServices = found
            .Where(service => service.Trouble is not null)
            .ToDictionary(service => service.Service, service => service.Trouble!);
        return new Troubles(
            now,
            limits,
            replicas,
            isDeaf ? Deaf : ofServices.GetValueOrDefault(Saga),
            ofServices.ToDictionary(service => Wording.Service(service.Key), service => service.Value),
            await ReadMessagesAsync(db, orderId, cancel),
            await ReadPostponedAsync(db, services.Values, now, cancel)
        );
    }

    private static Trouble Deaf { get; } =
        OfServices(
            "The console receives no reports, not even its own: the broker does not take messages, or the console's "
                + "database cannot be written.",
            "Look at the console's health (GET /health/ready)."
        );

    private static Trouble? Of(ServiceFigure service, bool isReportExpected) =>
        !service.IsSilent ? OfReporting(service)
        : isReportExpected ? OfSilent(service)
        : null;

    private static Trouble OfSilent(ServiceFigure service)
    {
        var name = Wording.Service(service.Service);
        return OfServices(
            service.Replicas.Count == 0
                ? $"No process of {name} reports."
                : $"No process of {name} has reported since "
                    + $"{Wording.Time(service.Replicas.Max(replica => replica.SeenAt))}.",
            $"Start {name}, or restore its connection to the broker."
        );
    }

    // A process that neither waits nor is unhealthy takes the messages of the others.
    private static Trouble? OfReporting(ServiceFigure service)
    {
        var queues = Described.Queues.Where(queue => queue.Service == service.Service).Select(queue => queue.Name);
        ILookup<ReplicaReported, QueueWait> waits = service
            .Reporting.SelectMany(
                report => (report.Waits ?? []).Where(wait => queues.Contains(wait.Queue)),
                (report, wait) => (report, wait)
            )
            .ToLookup(found => found.report, found => found.wait);
        if (!service.Reporting.All(report => report.Status == "Unhealthy" || waits.Contains(report)))
            return null;

        var name = Wording.Service(service.Service);
        var notes = service
            .Reporting.SelectMany(report => report.Checks)
            .Where(check => check.Status == "Unhealthy" && check.Note is not null)
            .Select(check => check.Note)
            .Distinct();
        return OfServices(
            waits.SelectMany(found => found).MinBy(wait => wait.Since) is { } first
                ? $"{name} waits since {Wording.Time(first.Since)}, because {first.Reason}."
                : string.Join(' ', notes.Prepend($"{name} is unhealthy.")),
            "Correct the cause."
        );
    }

    // Of the message that the order waits for, or one to the saga: another may have succeeded since it was reported.
    private static async Task<Dictionary<Guid, Trouble>> ReadPostponedAsync(
        OperationsDbContext db,
        IEnumerable<ServiceFigure> services,
        DateTimeOffset now,
        CancellationToken cancel
    )
    {
        var postponed = services
            .SelectMany(service => service.Reporting)
            .SelectMany(report => report.Postponed ?? [])
            .ToLookup(message => message.OrderId);
        if (postponed.Count == 0)
            return [];

        var ids = postponed.Select(messages => messages.Key).ToList();
        var orders = await db
            .TrackedOrders.Where(order => ids.Contains(order.OrderId) && order.StuckAt != null)
            .Select(order => new { order.OrderId, order.Step })
            .ToListAsync(cancel);
        return orders
            .Select(order =>
                (
                    order.OrderId,
                    Message: postponed[order.OrderId]
                        .Where(message =>
                            message.Type == order.Step || (message.Queue == Queues.Orders && now < message.Until)
                        )
                        .MaxBy(message => message.Failures)
                )
            )
            .Where(found => found.Message is not null)
            .ToDictionary(found => found.OrderId, found => Of(found.Message!));
    }

    private static Trouble Of(PostponedMessage message)
    {
        var who = Described.ReaderOf(message.Queue);
        return new Trouble(
            $"{who} has failed {message.Failures} times at {message.Type}, because {message.Reason}. "
                + $"It tries again at {Wording.Time(message.Until)}.",
            $"Look at the log and the remote party of {who}."
        );
    }

    private static Trouble OfServices(string what, string helps) =>
        new(
            what,
            $"{helps} No message is lost, and the orders then continue by themselves.",
            OperationsService.Path + "#services",
            "Services"
        );

    private static async Task<Dictionary<Guid, Trouble>> ReadMessagesAsync(
        OperationsDbContext db,
        Guid? orderId,
        CancellationToken cancel
    )
    {
        var waiting = orderId is null
            ? db.WaitingMessages.Where(message =>
                db.TrackedOrders.Any(order => order.OrderId == message.OrderId && order.StuckAt != null)
            )
            : db.WaitingMessages.Where(message => message.OrderId == orderId);
        var messages = await waiting
            .OrderBy(message => message.FailedAt)
            .Take(MostMessages)
            .Listed()
            .ToListAsync(cancel);
        return messages
            .DistinctBy(message => message.OrderId)
            .ToDictionary(
                message => message.OrderId!.Value,
                message => new Trouble(
                    $"The message {FailureWording.Message(message.MessageType)} failed at "
                        + $"{Described.ReaderOf(message.Queue)}: "
                        + $"{FailureWording.Cause(message.Queue, message.RestedIn, message.ExceptionType)}.",
                    "Correct the cause, then retry the message.",
                    $"{OperationsService.Path}/failed/{message.Id}",
                    "Failed message"
                )
            );
    }
}
