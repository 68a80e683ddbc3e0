using System.Diagnostics;
using EventDriven.Load.Auditing;
using EventDriven.Load.Driving;
using EventDriven.Load.Hosting;
using EventDriven.Load.Measuring;
using EventDriven.Soak.Faults;
using EventDriven.TestServers;
using EventDriven.TestServers.Hosting;
using Npgsql;
using Spectre.Console;
using Service = EventDriven.TestServers.Hosting.Service;

namespace EventDriven.Soak;

/// <summary>One soak, from the first process that is started to the report.</summary>
internal sealed class SoakRun
{
    private static readonly TimeSpan RecoversWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(10);

    // Others are read by one replica alone, or hardly used.
    private static readonly string[] Shared = ["orders", "inventory", "payments", "shipping", "notifications"];
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(5);

    private readonly SoakSettings _settings;
    private readonly Deployment _deployment;
    private readonly FaultList _faults;
    private readonly NodeFaults _nodes;
    private readonly Mailbox _mailbox;
    private readonly ServerAddresses _servers;
    private readonly Journal _journal = new();
    private readonly Shoppers _shoppers;
    private readonly List<FaultRecord> _records = [];
    private readonly List<string> _wrong = [];
    private readonly HashSet<string> _dead = [];
    private long _began;

    private SoakRun(
        SoakSettings settings,
        Deployment deployment,
        ServerAddresses servers,
        FakeSmtpServer smtp,
        Mailbox mailbox
    )
    {
        (_settings, _deployment, _servers, _mailbox) = (settings, deployment, servers, mailbox);
        _faults = new FaultList(deployment, smtp);
        _nodes = new NodeFaults(deployment);
        _shoppers = new Shoppers(deployment, _journal);
    }

    /// <summary>Starts everything, soaks it, reports, and stops what it has started, however it ends.</summary>
    /// <returns>0; 1 when something is wrong; 130 when it was interrupted.</returns>
    public static async Task<int> Run(SoakSettings settings, CancellationToken cancel)
    {
        if (Console.IsOutputRedirected)
        {
            AnsiConsole.Profile.Width = 160;
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
        }

        try
        {
            Say($"Seed {settings.Seed}. Starting RabbitMQ, PostgreSQL and the services");
            await using var smtp = new FakeSmtpServer();
            using var mailbox = new Mailbox(smtp);
            await using var deployment = await Deployment.StartAsync(
                "Soak",
                new Dictionary<string, string>(
                    smtp.Settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))
                )
                {
                    ["Serilog:MinimumLevel:Default"] = "Warning",
                    // Says where a process listens.
                    ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Information",
                },
                cancel,
                ownServers: true,
                cluster: settings.Cluster
            );
            if (settings.Cluster)
                await deployment.AddReplicasAsync(cancel);
            var servers = new ServerAddresses
            {
                Broker = deployment.Broker.Address,
                Management = deployment.Broker.Management,
                PostgresAdmin = await deployment.PostgresAsync(cancel),
                Databases = deployment.ConnectionStrings,
                Processes = new Dictionary<string, int>(),
            };
            return await new SoakRun(settings, deployment, servers, smtp, mailbox).Run(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted; what was started is stopped.");
            return 130;
        }
        catch (Exception failure) when (failure is InvalidOperationException or TimeoutException or IOException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }

    private async Task<int> Run(CancellationToken cancel)
    {
        var system = new DrivenSystem
        {
            Name = "soak",
            Addresses = [],
            Token = "",
            Processes = [],
            Servers = _servers,
            MailFolders = [_mailbox.Folder],
        };
        var machine = await Machine.Describe(_servers, cancel);
        await StockLevels.TopUp(_servers, cancel);
        var stock = await StockLevels.Read(new Books(system), cancel);

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watch = StoredEndings.Watch(_servers, _journal, watching.Token);
        _began = Stopwatch.GetTimestamp();
        var ordering = _shoppers.Order(_settings.Rate, _settings.Duration, cancel);
        await MakeFaults(cancel);
        await Ends(ordering, cancel);
        await watching.CancelAsync();
        await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (watch.Exception is { } failure)
            _wrong.Add($"ends could not be watched: {failure.InnerException!.Message}");

        Say("Auditing");
        _mailbox.Empty();
        var audit = new OrderAudit(system, Shoppers.Customer, stock, _faults.Planted);
        var (found, compared) = await audit.Run([.. _journal.Accepted], cancel);
        _wrong.AddRange(found);
        Judge();

        var report = new SoakReport(_settings, machine, _journal, _records, _shoppers.Refusals)
        {
            Audited = compared,
            CopiesOfMails = _mailbox.Copies,
            Planted = _faults.Planted.Count,
            Wrong = _wrong,
        };
        report.Show();
        if (_settings.Json is { } file)
            await report.Write(file, cancel);
        return _wrong.Count > 0 ? 1 : 0;
    }

    /// <summary>One at a time, spread over the run, each with a pause before and after it.</summary>
    private async Task MakeFaults(CancellationToken cancel)
    {
        var plan = FaultPlan.Draw(_settings.Cluster ? _nodes.All : _faults.All, _settings);
        var slot = (_settings.Duration - _settings.WarmUp) / plan.Count;
        for (var number = 0; number < plan.Count; number++)
        {
            var wait = _settings.WarmUp + slot * (number + 0.2) - Stopwatch.GetElapsedTime(_began);
            await Task.Delay(wait > ShortestPause ? wait : ShortestPause, cancel);
            await Make(plan[number], cancel);
        }
    }

    private async Task Make(Fault fault, CancellationToken cancel)
    {
        var record = new FaultRecord(fault.Name, Stopwatch.GetElapsedTime(_began));
        _records.Add(record);
        Say($"{record.At:hh\\:mm\\:ss} {fault.Name}: {_journal.EndedCount} of {_journal.AcceptedCount} orders ended");
        try
        {
            try
            {
                await fault.Begin(cancel);
                await Task.Delay(fault.Lasts, cancel);
            }
            finally
            {
                await fault.End(cancel);
            }
        }
        // The run goes on: what came before is worth its figures.
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            _wrong.Add($"{fault.Name}: {failure.Message}");
        }

        record.Mended = Stopwatch.GetTimestamp();
        record.Recovered = await Eventually.See(
            () => Task.FromResult(FirstCompleted(record.Mended)),
            end => end is not null,
            RecoversWithin,
            cancel
        );
        if (record.Recovered is null)
            _wrong.Add($"{fault.Name}: no order has completed within {RecoversWithin.TotalMinutes} minutes of its end");
        record.LongestGap = LongestGap(record.Began, record.Recovered ?? Stopwatch.GetTimestamp());
        if (_settings.Cluster)
        {
            if (record.LongestGap > fault.LongestGap)
                _wrong.Add($"{fault.Name}: no order completed for {record.LongestGap}, longer than {fault.LongestGap}");
            var idle = await Eventually.See(() => IdleReplicas(cancel), idle => idle is "", RecoversWithin, cancel);
            if (idle is not "")
                _wrong.Add($"{fault.Name}: one replica alone does all the work of {idle} afterwards");
        }

        _mailbox.Empty();
        NoteDead($"after {fault.Name}");
    }

    private long? FirstCompleted(long since) =>
        _journal
            .Accepted.Where(order => order is { EndState: "Completed" } && order.Ended > since)
            .Min(order => (long?)order.Ended);

    private TimeSpan LongestGap(long since, long until)
    {
        var ends = _journal
            .Accepted.Where(order => order is { EndState: "Completed" } && order.Ended > since && order.Ended <= until)
            .Select(order => order.Ended)
            .Append(since)
            .Append(until)
            .Order()
            .ToList();
        return ends.Zip(ends.Skip(1), Stopwatch.GetElapsedTime).Max();
    }

    /// <summary>The queues of which one replica has taken several messages lately, and the other none.</summary>
    private async Task<string> IdleReplicas(CancellationToken cancel)
    {
        const int several = 20;
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> before;
        IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> after;
        try
        {
            before = await _deployment.Broker.AcknowledgedMessages(Shared, cancel);
            await Task.Delay(TimeSpan.FromSeconds(10), cancel);
            after = await _deployment.Broker.AcknowledgedMessages(Shared, cancel);
        }
        catch (HttpRequestException)
        {
            return "all queues, of which the broker has no figures";
        }

        return string.Join(
            ", ",
            after
                .Where(now =>
                {
                    var lately = now
                        .Value.Select(one => one.Value - before[now.Key].GetValueOrDefault(one.Key))
                        .ToList();
                    return lately.Sum() >= several && lately.Count(count => count > 0) < 2;
                })
                .Select(now => now.Key)
        );
    }

    private async Task Ends(Task ordering, CancellationToken cancel)
    {
        // The last fault may be over before the last order is placed.
        var left = _settings.Duration - Stopwatch.GetElapsedTime(_began);
        await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancel);
        Say($"{Stopwatch.GetElapsedTime(_began):hh\\:mm\\:ss} Waiting for {_journal.InFlight} orders to end");
        await Eventually.See(() => IsQuiet(cancel), isQuiet => isQuiet, EndsWithin, cancel);
        if (!ordering.IsCompleted)
            _wrong.Add("orders that were not answered, or not attended to, until the end");
        else
            await ordering;
    }

    /// <summary>All orders have ended, and all customers are told.</summary>
    private async Task<bool> IsQuiet(CancellationToken cancel)
    {
        if (_journal.InFlight > 0)
            return false;
        await using var connection = new NpgsqlConnection(_servers.AdminOf(_servers.Databases["Notifications"]));
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """SELECT count(*) FROM "Steps" WHERE "AnsweredAt" IS NOT NULL""",
            connection
        );
        return (long)(await command.ExecuteScalarAsync(cancel))! >= _journal.AcceptedCount;
    }

    private void NoteDead(string when) =>
        _wrong.AddRange(
            _deployment.Ended().Where(_dead.Add).Select(service => $"{service} had ended by itself {when}")
        );

    private void Judge()
    {
        NoteDead("at the end");
        _wrong.AddRange(_journal.Contradictions);
        _wrong.AddRange(_journal.Errors);
        _wrong.AddRange(
            _journal
                .Open.CountBy(order => order.Kind.Name)
                .Select(kind => $"{kind.Value} orders of the kind {kind.Key} have not ended within {EndsWithin}")
        );
        _wrong.AddRange(
            _shoppers
                .Refusals.Where(refusal => refusal.How is not "503" and not "no answer")
                .CountBy(refusal => refusal.How)
                .Select(refusal => $"{refusal.Value} requests were answered {refusal.Key}")
        );
        var log = File.ReadAllLines(_deployment.LogFile(Service.Orchestrator));
        _wrong.AddRange(
            _faults
                .WithoutDeadline.Where(order =>
                    !log.Any(line => line.Contains($"{order}") && line.Contains("was lost"))
                )
                .Select(order => $"the lost deadline of order {order} was not sent again")
        );
    }

    private static void Say(string what) => AnsiConsole.MarkupLineInterpolated($"[grey]{what}[/]");
}
