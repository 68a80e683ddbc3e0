using System.Text.Json.Nodes;
using Shouldly;

namespace EventDriven.Structure.Tests.Kubernetes;

/// <summary>Compares deploy/kubernetes with compose.yaml: services, images, settings, ports, users.</summary>
public sealed class The_kubernetes_objects_and_compose(SecretsScript secrets) : IClassFixture<SecretsScript>
{
    private const string Settings = "settings";

    // Each with the reason.
    private static readonly Dictionary<string, string> OnlyInCompose = new()
    {
        ["RabbitMq__Nodes"] = "the Service rabbitmq leaves out nodes that are not ready",
        ["DataDirectory"] = "mail is a file there; in Kubernetes it goes to a mail server",
    };

    private static readonly Dictionary<string, string> OnlyInKubernetes = new()
    {
        ["SecretsDirectory"] = "the secret settings are files, so that a changed password needs no restart",
        ["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "an ingress is in front",
        ["Smtp__Host"] = "see DataDirectory",
        ["Smtp__From"] = "see DataDirectory",
    };

    public static TheoryData<string> Workloads =>
        [.. ServicesOfCompose.Except(["certificates", "rabbitmq", "postgres"])];

    [Fact]
    public void Are_the_same_services() =>
        KubernetesObjects
            .All.Where(each => each.Kind() is "Deployment" or "Job" or "RabbitmqCluster" or "Cluster")
            .Select(each => each.Name())
            .ShouldBe(
                // The certificates come from cert-manager.
                ServicesOfCompose.Except(["certificates"]),
                ignoreOrder: true,
                "each service of compose.yaml has a Deployment, a Job or a cluster in deploy/kubernetes"
            );

    [Theory, MemberData(nameof(Workloads))]
    public void Run_the_same_image_in_the_same_way(string name)
    {
        var compose = Compose(name);
        var container = Workload(name).Container();

        $"{container["image"]}".ShouldBe(compose.Image, $"the image of {name}");
        compose.Command.ShouldBeSubsetOf(
            container.At("args").Select(argument => $"{argument}"),
            $"the arguments of {name}"
        );
        (container["securityContext"]!["readOnlyRootFilesystem"]?.GetValue<bool>() == true).ShouldBe(
            compose.IsReadOnly,
            $"{name}: read_only in compose.yaml, readOnlyRootFilesystem in deploy/kubernetes"
        );
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Have_the_same_settings(string name)
    {
        var compose = Compose(name);
        var kubernetes = SettingsOf(Workload(name));

        compose
            .Settings.Keys.Except(kubernetes.Keys)
            .Except(OnlyInCompose.Keys)
            .ShouldBeEmpty(
                $"compose.yaml has these settings for {name}: add them to settings.env, patches or secrets "
                    + $"in {KubernetesObjects.Folder}"
            );
        kubernetes
            .Keys.Except(compose.Settings.Keys)
            .Except(OnlyInKubernetes.Keys)
            .Except(IsJob(name) ? SharedSettings.Select(setting => setting.Key) : [])
            .ShouldBeEmpty($"{KubernetesObjects.Folder} has these settings for {name}: add them to compose.yaml");
        foreach (var (setting, value) in compose.Settings.Where(each => kubernetes.ContainsKey(each.Key)))
        {
            if (!ComposeService.IsChosen(value))
                kubernetes[setting].ShouldBe(OfKubernetes(value), $"the setting {setting} of {name}");
        }
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Have_the_same_ports(string name)
    {
        var ports = Compose(name).Ports;
        var service = KubernetesObjects.Find("Service", name);

        ports.ShouldBeSubsetOf(
            service.At("spec", "ports", "port").Select(port => (int)port),
            $"compose.yaml publishes these ports of {name}: add them to its Service in {KubernetesObjects.Folder}"
        );
        ports.ShouldBeSubsetOf(
            Workload(name).Container().At("ports", "containerPort").Select(port => (int)port),
            $"compose.yaml publishes these ports of {name}: add them to its container in {KubernetesObjects.Folder}"
        );
    }

    [Fact]
    public void Have_the_same_settings_of_RabbitMQ()
    {
        var compose = Compose("rabbitmq");
        var spec = KubernetesObjects.Find("RabbitmqCluster", "rabbitmq")!["spec"]!;
        var config = $"{spec["rabbitmq"]!["additionalConfig"]}".Split('\n');

        $"{spec["image"]}".ShouldBe(compose.Image);
        config.ShouldContain($"default_vhost = {compose.Settings["RABBITMQ_DEFAULT_VHOST"]}");
        $"{Secret("rabbitmq-admin")["default_user.conf"]}".ShouldBe(
            $"default_user = {compose.Settings["RABBITMQ_DEFAULT_USER"]}\n"
                + $"default_pass = {OfKubernetes(compose.Settings["RABBITMQ_DEFAULT_PASS"])}\n"
        );
        // The operator sets the listeners, the files and verify_peer (tls in the object).
        Sources
            .Read("deploy/rabbitmq/tls.conf")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.Contains(".versions.", Ordinal) || line.Contains("fail_if", Ordinal))
            .ToList()
            .ShouldBeSubsetOf(config, "rabbitmq.yaml has the settings of deploy/rabbitmq/tls.conf");
    }

    [Fact]
    public void Have_the_same_settings_of_PostgreSQL()
    {
        var compose = Compose("postgres");
        var spec = KubernetesObjects.Find("Cluster", "postgres")!["spec"]!;
        var superuser = Secret("postgres-superuser");

        $"{spec["imageName"]}".Split(':')[^1].ShouldBe(compose.Image.Split(':')[^1], "the version of PostgreSQL");
        $"{superuser["username"]}".ShouldBe("postgres");
        $"{superuser["password"]}".ShouldBe(OfKubernetes(compose.Settings["POSTGRES_PASSWORD"]));
        string.Join(' ', HostLine().Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ShouldBe(
                spec["postgresql"].At("pg_hba").Select(line => $"{line}").First(),
                "as deploy/postgres/pg_hba.conf"
            );
    }

    [Fact]
    public void Give_KEDA_a_user_who_may_see_the_queues() =>
        $"{Secret("keda")["host"]}".ShouldBe(
            $"https://operations:{SecretsScript.PasswordOf("OPERATIONS_RABBITMQ_PASSWORD")}"
                + "@rabbitmq.event-driven.svc:15671/orders",
            "the console's user has the tag monitoring"
        );

    private const StringComparison Ordinal = StringComparison.Ordinal;

    // The operators make the pods of the clusters.
    private static IEnumerable<string> ServicesOfCompose =>
        ComposeService.All.Except(ComposeService.Cluster).Select(service => service.Name);

    private static IEnumerable<KeyValuePair<string, JsonNode?>> SharedSettings =>
        (JsonObject)KubernetesObjects.Find("ConfigMap", Settings)!["data"]!;

    private static ComposeService Compose(string name) => ComposeService.All.Single(service => service.Name == name);

    private static JsonObject Workload(string name) =>
        KubernetesObjects
            .Workloads.SingleOrDefault(each => each.Name() == name)
            .ShouldNotBeNull($"{KubernetesObjects.Folder} has a Deployment or a Job named {name}");

    private static bool IsJob(string name) => Workload(name).Kind() == "Job";

    private static string HostLine() =>
        Sources.Read("deploy/postgres/pg_hba.conf").Split('\n').Single(line => line.StartsWith("host", Ordinal));

    // PostgreSQL has another name and smaller pools, because there are more replicas.
    private static string OfKubernetes(string value)
    {
        var resolved = ComposeService.Resolve(value, SecretsScript.PasswordOf);
        return resolved.StartsWith("Host=postgres;", Ordinal)
            ? $"{resolved.Replace("Host=postgres;", "Host=postgres-rw;", Ordinal)};Maximum Pool Size=20"
            : resolved;
    }

    private JsonObject Secret(string name) =>
        (JsonObject)secrets.Secrets.Single(secret => secret.Name() == name)["stringData"]!;

    // From the container's variables, its ConfigMaps and Secrets, and the files of SecretsDirectory.
    private Dictionary<string, string> SettingsOf(JsonObject workload)
    {
        var container = workload.Container();
        var own = container.At("env").Select(each => KeyValuePair.Create($"{each["name"]}", each["value"]));
        var shared = container
            .At("envFrom", "configMapRef", "name")
            .SelectMany(name => (JsonObject)KubernetesObjects.Find("ConfigMap", $"{name}")!["data"]!);
        var files = container
            .At("volumeMounts")
            .Where(mount => $"{mount["mountPath"]}" == "/secrets")
            .Select(mount => workload.Pod().At("volumes").Single(volume => $"{volume["name"]}" == $"{mount["name"]}"))
            .SelectMany(volume => volume.At("secret", "secretName"))
            .Concat(container.At("envFrom", "secretRef", "name"))
            .SelectMany(name => Secret($"{name}"));
        return own.Concat(shared!).Concat(files!).ToDictionary(each => each.Key, each => $"{each.Value}");
    }
}
