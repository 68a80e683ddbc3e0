using System.Text.RegularExpressions;
using EventDriven.TestServers;
using Shouldly;
using Xunit;

namespace EventDriven.Structure.Tests;

/// <summary>Compares deploy/services.txt with the places that repeat a part of it.</summary>
public sealed partial class The_list_of_services
{
    private const string List = "deploy/services.txt";

    private const int GrpcPort = 8087;

    private static readonly string Compose = Sources.Read("compose.yaml");

    public static TheoryData<ServiceEntry> Services => [.. ServiceEntry.All];

    [Fact]
    public void Has_a_row_for_each_service() =>
        ServiceEntry
            .All.Select(service => service.Name)
            .ShouldBe(
                Sources.Services.Select(service => service.Folder.Split('/')[1]).Where(name => name != "AllInOne"),
                ignoreOrder: true,
                $"{List} has one row for each folder of Services, except AllInOne, AppHost and Shared: add the row"
            );

    [Fact]
    public void Has_names_that_bash_and_csharp_split_alike() =>
        ServiceEntry
            .All.SelectMany(service => service.Databases.Append(service.Name))
            .Where(name => !Words().IsMatch(name))
            .ShouldBeEmpty($"names in {List} are words, such as PaymentProvider for payment_provider");

    [Fact]
    public void Has_each_queue_once() =>
        ServiceEntry
            .All.SelectMany(service => service.Queues)
            .ShouldBe(
                Queue().Matches(Sources.Read("Contracts/Queues.cs")).Select(match => match.Groups[1].Value),
                ignoreOrder: true,
                $"each constant of Contracts/Queues.cs is in the third column of {List}, in its owner's row: add it"
            );

    [Fact]
    public void Has_a_different_port_for_each_service() =>
        ServiceEntry
            .All.Select(service => service.Port)
            .Append(GrpcPort)
            .ShouldBeUnique(
                $"the second column of {List}: two processes cannot listen on one port; {GrpcPort} is gRPC's"
            );

    [Fact]
    public void Has_each_database_once() =>
        ServiceEntry
            .All.SelectMany(service => service.Databases)
            .ShouldBe(
                DatabasesOpenedIn("Services/"),
                ignoreOrder: true,
                $"the fourth column of {List} has the connection string of each database that a service opens"
            );

    [Theory, MemberData(nameof(Services))]
    public void Has_the_databases_that_the_service_opens(ServiceEntry service) =>
        DatabasesOpenedIn($"Services/{service.Name}/")
            .Except(service.Databases)
            .ShouldBeEmpty($"Services/{service.Name} opens these databases: add them to its row in {List}");

    [Theory, MemberData(nameof(Services))]
    public void Has_services_that_compose_starts(ServiceEntry service)
    {
        var name = Kebab(service.Name);
        var block = ComposeService(name);

        block.ShouldContain(
            $"args: {{ SERVICE: {service.Name} }}",
            Case.Sensitive,
            $"add a service named {name} to compose.yaml"
        );
        ConnectionString()
            .Matches(block)
            .Select(match => match.Value)
            .ShouldBe(
                service
                    .Databases.Select(database =>
                        $"ConnectionStrings__{database}: Host=postgres;Database={Role(database)};"
                        + $"Username={Role(database)};Password=${{{Password(database)}}}"
                    )
                    .Append(
                        $"ConnectionStrings__RabbitMq: amqps://{name}:${{{BrokerPassword(service)}}}"
                            + "@rabbitmq:5671/orders"
                    ),
                ignoreOrder: true,
                $"compose.yaml: {name} gets the connection strings of its own databases and broker user only"
            );
        if (PublishedPort().Match(block) is { Success: true } published)
            published
                .Groups[1]
                .Value.ShouldBe($"{service.Port}", $"compose.yaml publishes {service.Name} at its port in {List}");
    }

    [Fact]
    public void Has_the_databases_that_compose_creates() =>
        PasswordOfCompose()
            .Matches(ComposeService("databases"))
            .Select(match => match.Groups[1].Value)
            .ShouldBe(
                ServiceEntry.All.SelectMany(service => service.Databases).Select(Password).Prepend("OWNER_PASSWORD"),
                ignoreOrder: true,
                "compose.yaml: the service 'databases' gets the password of each database: add it there"
            );

    [Fact]
    public void Has_the_databases_that_compose_migrates() =>
        ConnectionString()
            .Matches(ComposeService("migrations"))
            .Select(match => match.Value)
            .ShouldBe(
                ServiceEntry
                    .All.SelectMany(service => service.Databases)
                    .Select(database =>
                        $"ConnectionStrings__{database}: Host=postgres;Database={Role(database)};"
                        + "Username=owner;Password=${OWNER_PASSWORD}"
                    ),
                ignoreOrder: true,
                "compose.yaml: the service 'migrations' gets each database as its owner: add it there"
            );

    [Theory, MemberData(nameof(Services))]
    public void Has_the_broker_users_that_compose_makes(ServiceEntry service) =>
        ComposeService("topology")
            .ShouldContain($"RabbitMq__Users__{service.Name}: {Kebab(service.Name)}:${{{BrokerPassword(service)}:?");

    [Fact]
    public void Has_services_that_the_embedded_mode_hosts() =>
        ServiceEntry
            .All.Select(service => $"new {service.Name}Service()")
            .Where(module => !Sources.Read("Services/AllInOne/Program.cs").Contains(module, StringComparison.Ordinal))
            .ShouldBeEmpty("add these services to Services/AllInOne/Program.cs");

    private static IEnumerable<string> DatabasesOpenedIn(string folder) =>
        Sources
            .Files("*.cs")
            .Where(path => path.StartsWith(folder, StringComparison.Ordinal))
            .SelectMany(path => OpenedDatabase().Matches(Sources.Read(path)))
            .Select(match => match.Groups[1].Value);

    private static string ComposeService(string name) =>
        Regex.Match(Compose, $@"^  {name}:\n(?:    .*\n|\n)*", RegexOptions.Multiline).Value;

    internal static string Kebab(string name) => WordStart().Replace(name, "-").ToLowerInvariant();

    private static string BrokerPassword(ServiceEntry service) =>
        $"{Role(service.Name).ToUpperInvariant()}_RABBITMQ_PASSWORD";

    private static string Role(string database) => WordStart().Replace(database, "_").ToLowerInvariant();

    private static string Password(string database) => $"{Role(database).ToUpperInvariant()}_PASSWORD";

    [GeneratedRegex("^([A-Z][a-z]+)+$")]
    private static partial Regex Words();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();

    [GeneratedRegex("const string \\w+ = \"([a-z-]+)\";")]
    private static partial Regex Queue();

    // AddServiceDatabase, or AddSimulatedParty with a named argument.
    [GeneratedRegex("(?:AddServiceDatabase<\\w+>\\(\\s*configuration,\\s*|\\bdatabase: )\"(\\w+)\"")]
    private static partial Regex OpenedDatabase();

    [GeneratedRegex("ConnectionStrings__.+")]
    private static partial Regex ConnectionString();

    [GeneratedRegex("^      ([A-Z_]+_PASSWORD): \\$", RegexOptions.Multiline)]
    private static partial Regex PasswordOfCompose();

    [GeneratedRegex("127\\.0\\.0\\.1:(\\d+):8080")]
    private static partial Regex PublishedPort();
}
