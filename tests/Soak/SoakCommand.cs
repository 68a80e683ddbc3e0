using System.CommandLine;

namespace EventDriven.Soak;

/// <summary>The command line.</summary>
internal static class SoakCommand
{
    private static readonly Option<double> Minutes = new("--minutes")
    {
        Description =
            "How long orders are placed. With time for it, each fault comes twice (39 minutes; with --cluster 34), or "
            + "once (20; 17), and below that one of each kind.",
        DefaultValueFactory = _ => 60,
    };
    private static readonly Option<double> Rate = new("--rate")
    {
        Description = "Orders per second, sent by the clock however long each takes.",
        DefaultValueFactory = _ => 10,
    };
    private static readonly Option<int?> Seed = new("--seed")
    {
        Description = "Decides the order of the faults. Without it: a random one, which is printed.",
    };
    private static readonly Option<string[]> Only = new("--only")
    {
        Description = "Only faults with one of these words in their names, such as killed or Shipping.",
        AllowMultipleArgumentsPerToken = true,
    };
    private static readonly Option<bool> Cluster = new("--cluster")
    {
        Description =
            "Two replicas of each service, on three RabbitMQ nodes and two PostgreSQL servers. The faults are those of "
            + "nodes.",
    };
    private static readonly Option<FileInfo?> Json = new("--json") { Description = "Writes all figures to this file." };

    public static RootCommand Create()
    {
        foreach (var option in new[] { Minutes, Rate })
            option.Validators.Add(result =>
            {
                if (result.GetValue(option) is not > 0)
                    result.AddError($"{option.Name} must be above zero.");
            });
        var command = new RootCommand(
            "Places orders of every kind while one fault comes after the other, then audits all databases. "
                + "Exit code 1: something is wrong, and it is listed."
        )
        {
            Minutes,
            Rate,
            Seed,
            Only,
            Cluster,
            Json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(Cluster) && result.GetValue(Minutes) < 3.2)
                result.AddError("--cluster needs --minutes 3.2 or more: two before the first fault, and 72 s for it.");
        });
        command.SetAction(
            (parsed, cancel) =>
                SoakRun.Run(
                    new SoakSettings(
                        TimeSpan.FromMinutes(parsed.GetValue(Minutes)),
                        parsed.GetValue(Rate),
                        parsed.GetValue(Seed) ?? Random.Shared.Next(),
                        parsed.GetValue(Only) ?? [],
                        parsed.GetValue(Cluster),
                        parsed.GetValue(Json)
                    ),
                    cancel
                )
        );
        return command;
    }
}
