using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using EventDriven.Load.Driving;

namespace EventDriven.Load;

/// <summary>The command line.</summary>
internal static class LoadCommand
{
    private static readonly Option<Platform> On = new("--on")
    {
        Description =
            "The system: distributed (each service a process, with RabbitMQ and PostgreSQL, all started for the run), "
            + "embedded (one process, started for the run), or running (what deploy/local/up started).",
        DefaultValueFactory = _ => Platform.Distributed,
    };

    private static readonly Option<int?> Orders = new("--orders", "-n")
    {
        Description = "How many orders a round places (2000, unless --duration says when it ends).",
    };
    private static readonly Option<TimeSpan?> Duration = new("--duration")
    {
        Description = "How long a round places orders, such as 30m, 90s or 00:01:30.",
        CustomParser = ParseTime,
    };
    private static readonly Option<double?> Rate = new("--rate")
    {
        Description = "Orders per second, sent by the clock however long each takes. Without it: saturation.",
    };
    private static readonly Option<int> InFlight = new("--in-flight")
    {
        Description = "How many orders are on their way at once at saturation.",
        DefaultValueFactory = _ => 100,
    };
    private static readonly Option<OrderMix> Mix = new("--mix")
    {
        Description =
            "Kinds of orders with weights, such as completed=90,declined=10; or all. Kinds: "
            + $"{string.Join(", ", OrderKind.All.Select(kind => kind.Name))}.",
        DefaultValueFactory = _ => OrderMix.Parse(OrderMix.CompletedOnly),
        CustomParser = ParseMix,
    };

    private static readonly Option<bool> Cold = new("--cold")
    {
        Description =
            "Start all services anew for each round, and place orders as soon as all are ready: 100 at 10 a second "
            + "without a warm-up, unless set otherwise (distributed).",
    };
    private static readonly Option<int> Replicas = new("--replicas")
    {
        Description = "How many processes of each service (distributed).",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<bool> Floor = new("--floor")
    {
        Description =
            "Run the floors too, in turn with the system: the same saga without any database, and the bare clients "
            + "(distributed, one replica, completed orders alone).",
    };
    private static readonly Option<double[]> Telemetry = new("--telemetry")
    {
        Description =
            "Also run the system with telemetry, in turn with runs without it. The value is the fraction of traces to "
            + "record, such as 0.1; may be repeated (distributed).",
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<DirectoryInfo[]> Against = new("--against")
    {
        Description =
            "Also run the services of another checkout of this repository, in turn; build its tests/Load first. Or of "
            + "a folder with published services, such as Services/AllInOne/bin/published of deploy/local/up. May be "
            + "repeated (distributed).",
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<int> History = new("--history")
    {
        Description =
            "Finished orders, with their history, to put into the databases before the first round is measured "
            + "(distributed).",
        DefaultValueFactory = _ => 0,
    };
    private static readonly Option<int> Rounds = new("--rounds")
    {
        Description =
            "How often to drive, measure and audit each system, in turn; the report has the median, least and most.",
        DefaultValueFactory = _ => 1,
    };
    private static readonly Option<int> WarmUp = new("--warm-up")
    {
        Description = "Orders placed before the first round of each system is measured (500).",
        DefaultValueFactory = result => result.GetValue(Cold) ? 0 : 500,
    };
    private static readonly Option<TimeSpan?> Sample = new("--sample")
    {
        Description = "Look at memory, tables and queues so often during a round, such as 10s.",
        CustomParser = ParseTime,
    };
    private static readonly Option<string[]> Set = new("--set")
    {
        Description =
            "A setting of the services, such as Provider:Latency=00:00:00.005; may be repeated. "
            + "Provider:Latency and Carrier:Latency are 0 unless set.",
        DefaultValueFactory = _ => [],
    };
    private static readonly Option<string> Dir = new("--dir")
    {
        Description = "Where deploy/local/up keeps what runs (running).",
        DefaultValueFactory = _ => "/var/lib/event-driven",
    };
    private static readonly Option<FileInfo?> Json = new("--json")
    {
        Description = "A file for all figures, settings and the machine.",
    };

    /// <summary>The command with all that it understands.</summary>
    public static RootCommand Create()
    {
        var command = new RootCommand(
            "Drives the order workflow from outside, measures what an order costs, and audits the databases. "
                + "Exit code 1: an order, a piece of stock or a cent is wrong."
        );
        foreach (
            var option in new Option[]
            {
                On,
                Orders,
                Duration,
                Rate,
                InFlight,
                Mix,
                Cold,
                Replicas,
                Floor,
                Telemetry,
                Against,
                Rounds,
                WarmUp,
                History,
                Sample,
                Set,
                Dir,
                Json,
            }
        )
            command.Options.Add(option);
        foreach (var positive in new[] { InFlight, Replicas, Rounds })
            positive.Validators.Add(result => Require(result, result.GetValueOrDefault<int>() > 0, "must be above 0"));
        WarmUp.Validators.Add(result => Require(result, result.GetValueOrDefault<int>() >= 0, "must not be below 0"));
        Orders.Validators.Add(result =>
            Require(result, result.GetValueOrDefault<int?>() is null or > 0, "must be above 0")
        );
        Rate.Validators.Add(result =>
            Require(result, result.GetValueOrDefault<double?>() is null or > 0, "must be above 0")
        );
        Telemetry.Validators.Add(result =>
            Require(
                result,
                result.GetValueOrDefault<double[]>()!.All(ratio => ratio is >= 0 and <= 1),
                "must be between 0 and 1"
            )
        );
        Set.Validators.Add(result =>
            Require(result, result.Tokens.All(token => token.Value.Contains('=')), "is NAME=VALUE")
        );
        command.Validators.Add(result =>
        {
            if (
                result.GetValue(On) != Platform.Distributed
                && (
                    result.GetValue(Floor)
                    || result.GetValue(Telemetry) is { Length: > 0 }
                    || result.GetValue(Against) is { Length: > 0 }
                    || result.GetValue(History) > 0
                    || result.GetValue(Replicas) > 1
                )
            )
                result.AddError("--floor, --telemetry, --against, --history and --replicas are for --on distributed.");
            if (
                result.GetValue(Floor)
                && (result.GetValue(Replicas) > 1 || result.GetValue(Mix) is { Text: not OrderMix.CompletedOnly })
            )
                result.AddError("--floor is for one replica and completed orders: the floors know nothing else.");
            if (
                result.GetValue(Cold)
                && (
                    result.GetValue(On) != Platform.Distributed || result.GetValue(Floor) || result.GetValue(WarmUp) > 0
                )
            )
                result.AddError("--cold is for --on distributed, without --floor and --warm-up.");
            if (result.GetValue(History) > 0 && result.GetValue(WarmUp) == 0)
                result.AddError("--history copies an order of the warm-up: --warm-up must be above 0.");
        });
        command.SetAction((parsed, cancel) => LoadRun.Run(Settings(parsed), cancel));
        return command;
    }

    private static LoadSettings Settings(ParseResult parsed)
    {
        var set = new Dictionary<string, string>
        {
            ["Provider:Latency"] = "00:00:00",
            ["Carrier:Latency"] = "00:00:00",
        };
        foreach (var setting in parsed.GetValue(Set)!.Select(text => text.Split('=', 2)))
            set[setting[0]] = setting[1];
        var duration = parsed.GetValue(Duration);
        var cold = parsed.GetValue(Cold);
        return new LoadSettings
        {
            On = parsed.GetValue(On),
            Orders = parsed.GetValue(Orders)
                ?? (
                    duration is not null ? null
                    : cold ? 100
                    : 2000
                ),
            Duration = duration,
            Rate = parsed.GetValue(Rate) ?? (cold ? 10 : null),
            InFlight = parsed.GetValue(InFlight),
            Mix = parsed.GetValue(Mix)!,
            Replicas = parsed.GetValue(Replicas),
            Floor = parsed.GetValue(Floor),
            Telemetry = parsed.GetValue(Telemetry)!,
            Against = parsed.GetValue(Against)!,
            Rounds = parsed.GetValue(Rounds),
            WarmUp = parsed.GetValue(WarmUp),
            Cold = cold,
            Sample = parsed.GetValue(Sample),
            History = parsed.GetValue(History),
            Set = set,
            Directory = parsed.GetValue(Dir)!,
            Json = parsed.GetValue(Json),
        };
    }

    private static void Require(OptionResult result, bool holds, string otherwise)
    {
        if (!holds)
            result.AddError($"{result.Option.Name} {otherwise}.");
    }

    private static OrderMix? ParseMix(ArgumentResult result)
    {
        try
        {
            return OrderMix.Parse(result.Tokens[0].Value);
        }
        catch (FormatException e)
        {
            result.AddError(e.Message);
            return null;
        }
    }

    private static TimeSpan? ParseTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var time = text[^1] switch
        {
            's' or 'm' or 'h' when double.TryParse(text[..^1], CultureInfo.InvariantCulture, out var number) => text[
                ^1
            ] switch
            {
                's' => TimeSpan.FromSeconds(number),
                'm' => TimeSpan.FromMinutes(number),
                _ => TimeSpan.FromHours(number),
            },
            _ => TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var written) ? written : TimeSpan.Zero,
        };
        if (time <= TimeSpan.Zero)
            result.AddError($"'{text}' is no time: 90s, 30m, 1h and 00:01:30 are.");
        return time;
    }
}
