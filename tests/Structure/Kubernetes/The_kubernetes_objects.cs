using System.Diagnostics;
using System.Text.Json.Nodes;
using k8s;
using Shouldly;

namespace EventDriven.Structure.Tests.Kubernetes;

/// <summary>What deploy/kubernetes applies: valid objects, which are secure, available and complete.</summary>
public sealed class The_kubernetes_objects(SecretsScript secrets) : IClassFixture<SecretsScript>
{
    private const string Validators = "tests/Structure/validators";

    // Each field was looked up in the operators' definitions: RabbitMQ's cluster operator 2.22 and CloudNativePG 1.30.
    private static readonly Dictionary<string, string[]> FieldsOfOperators = new()
    {
        ["rabbitmq.com/v1beta1 RabbitmqCluster"] =
        [
            "replicas",
            "image",
            "secretBackend.externalSecret.name",
            "tls.secretName",
            "tls.caSecretName",
            "tls.disableNonTLSListeners",
            "rabbitmq.additionalConfig",
            "persistence.storage",
            "resources",
            "affinity",
        ],
        ["postgresql.cnpg.io/v1 Cluster"] =
        [
            "instances",
            "imageName",
            "enableSuperuserAccess",
            "superuserSecret.name",
            "certificates.serverTLSSecret",
            "certificates.serverCASecret",
            "certificates.clientCASecret",
            "certificates.replicationTLSSecret",
            "postgresql.synchronous.method",
            "postgresql.synchronous.number",
            "postgresql.synchronous.dataDurability",
            "postgresql.pg_hba",
            "postgresql.parameters.max_connections",
            "storage.size",
            "resources",
        ],
    };

    private static readonly string[] GroupsWithSchema = ["cert-manager.io", "keda.sh", "monitoring.coreos.com"];

    public static TheoryData<ServiceEntry> Services => [.. ServiceEntry.All];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IEnumerable<JsonObject> AllWithSecrets => KubernetesObjects.All.Concat(secrets.Secrets);

    [Fact]
    public void Of_Kubernetes_have_known_fields_and_values()
    {
        var objects = AllWithSecrets.Where(each => !IsOfOperator(each)).ToList();

        objects.Count.ShouldBeGreaterThan(40);
        objects
            .Select(each => (each, Error: ErrorOf(() => Deserialize(each))))
            .Where(read => read.Error is not null)
            .Select(read => $"{read.each.Title()}: {read.Error}")
            .ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_KEDA_cert_manager_and_Prometheus_have_known_fields_and_values()
    {
        var packages = await NodePackages.InstallAsync(Validators);
        var objects = KubernetesObjects.All.Where(each => GroupsWithSchema.Contains(each.Group())).ToArray();
        var folder = Directory.CreateTempSubdirectory("kubernetes-");
        try
        {
            var file = Path.Combine(folder.FullName, "objects.json");
            await File.WriteAllTextAsync(
                file,
                new JsonArray([.. objects.Select(each => each.DeepClone())]).ToString(),
                Cancel
            );
            var validator = Path.Combine(Repository.Root, Validators, "custom-objects.js");
            using var process = Process.Start(
                new ProcessStartInfo("node", [validator, file])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    Environment = { ["NODE_PATH"] = packages },
                }
            )!;
            var errors = process.StandardError.ReadToEndAsync(Cancel);
            var output = await process.StandardOutput.ReadToEndAsync(Cancel);
            await process.WaitForExitAsync(Cancel);

            objects.Select(each => each.Group()).Distinct().ShouldBe(GroupsWithSchema, ignoreOrder: true);
            process.ExitCode.ShouldBe(0, $"{output}\n{await errors}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Of_RabbitMQ_and_CloudNativePG_have_known_fields()
    {
        var objects = KubernetesObjects
            .All.Where(each => IsOfOperator(each) && !GroupsWithSchema.Contains(each.Group()))
            .ToDictionary(each => $"{each["apiVersion"]} {each.Kind()}");

        objects.Keys.ShouldBe(FieldsOfOperators.Keys, ignoreOrder: true);
        foreach (var (type, known) in FieldsOfOperators)
            Fields((JsonObject)objects[type]["spec"]!, known)
                .Except(known)
                .ShouldBeEmpty($"fields of {type}: look them up in its definition, then add them to this test");
    }

    [Fact]
    public async Task For_the_services_are_generated_from_the_list() =>
        Sources
            .Read($"{KubernetesObjects.Folder}/services.yaml")
            .ShouldBe(
                await SecretsScript.RunAsync("services"),
                "services.yaml is generated: deploy/kubernetes/services >deploy/kubernetes/services.yaml"
            );

    [Fact]
    public void Refer_to_Secrets_and_ConfigMaps_that_are_there()
    {
        var made = AllWithSecrets
            .Where(each => each.Kind() is "Secret" or "ConfigMap")
            .Select(each => each.Title())
            .Concat(
                KubernetesObjects.All.SelectMany(each => each.At("spec", "secretName")).Select(name => $"Secret {name}")
            )
            .ToHashSet();

        var named = KubernetesObjects
            .All.SelectMany(each =>
                Names(each, "Secret", "secretName", "secretRef", "secretKeyRef", "secretTargetRef", "externalSecret")
                    .Concat(Names(each, "Secret", "superuserSecret", "serverTLSSecret", "serverCASecret"))
                    .Concat(Names(each, "Secret", "clientCASecret", "replicationTLSSecret", "caSecretName"))
                    .Concat(Names(each, "ConfigMap", "configMapRef", "configMap"))
            )
            .ToList();

        named.Count.ShouldBeGreaterThan(30);
        named.Distinct().Where(name => !made.Contains(name)).ShouldBeEmpty("nothing in deploy/kubernetes makes these");
    }

    [Fact]
    public void Keep_pods_restricted()
    {
        var labels = KubernetesObjects.Find("Namespace", "event-driven")!["metadata"]!["labels"]!;
        $"{labels["pod-security.kubernetes.io/enforce"]}".ShouldBe("restricted");
        // The services, three jobs, the collector and the dashboard.
        KubernetesObjects.Workloads.Count().ShouldBe(ServiceEntry.All.Count + 5);
        foreach (var workload in KubernetesObjects.Workloads)
        {
            var pod = workload.Pod();
            var container = workload.Container()["securityContext"]!;
            $"{pod["securityContext"]!["runAsNonRoot"]}".ShouldBe("true", workload.Title());
            $"{pod["securityContext"]!["seccompProfile"]!["type"]}".ShouldBe("RuntimeDefault", workload.Title());
            $"{pod["automountServiceAccountToken"]}".ShouldBe("false", workload.Title());
            $"{container["allowPrivilegeEscalation"]}".ShouldBe("false", workload.Title());
            container["capabilities"].At("drop").Select(each => $"{each}").ShouldBe(["ALL"], workload.Title());
        }
    }

    [Fact]
    public void Limit_what_pods_use()
    {
        foreach (var workload in KubernetesObjects.Workloads)
        {
            var resources = workload.Container()["resources"];
            resources.At("requests", "cpu").ShouldNotBeEmpty(workload.Title());
            resources.At("requests", "memory").ShouldNotBeEmpty(workload.Title());
            resources.At("limits", "memory").ShouldNotBeEmpty(workload.Title());
        }
    }

    [Fact]
    public void Close_the_network_except_between_these()
    {
        var services = ServiceEntry.All.Select(service => The_list_of_services.Kebab(service.Name)).ToList();
        var clients = services.Concat(["databases", "migrations", "topology"]);

        NetworkPolicies
            .Connections()
            .ShouldBe(
                [
                    .. clients.SelectMany(name =>
                        new[] { $"{name} > postgres:5432", $"{name} > rabbitmq:5671", $"{name} > rabbitmq:15671" }
                    ),
                    .. services.Select(name => $"{name} > collector:4317"),
                    "operations > entry-api:http",
                    "collector > dashboard:18889",
                    "rabbitmq > rabbitmq:4369",
                    "rabbitmq > rabbitmq:25672",
                    "rabbitmq > rabbitmq:35672",
                    "postgres > postgres:5432",
                    "postgres > postgres:8000",
                    "namespace ingress-nginx > entry-api:http",
                    "namespace ingress-nginx > entry-api:grpc",
                    "namespace ingress-nginx > operations:http",
                    "namespace keda > rabbitmq:15671",
                    "namespace monitoring > collector:8889",
                    "namespace cnpg-system > postgres:5432",
                    "namespace cnpg-system > postgres:8000",
                ],
                ignoreOrder: true,
                "network.yaml"
            );
    }

    [Theory, MemberData(nameof(Services))]
    public void Keep_a_service_available(ServiceEntry service)
    {
        var name = The_list_of_services.Kebab(service.Name);
        var deployment = KubernetesObjects.Find("Deployment", name).ShouldNotBeNull($"a Deployment for {name}");
        var container = deployment.Container();

        foreach (var (probe, path) in new[] { ("startup", "live"), ("liveness", "live"), ("readiness", "ready") })
            $"{container[$"{probe}Probe"]!["httpGet"]!["path"]}".ShouldBe($"/health/{path}", name);
        ((int)deployment.Pod()["terminationGracePeriodSeconds"]!).ShouldBeGreaterThanOrEqualTo(
            (int)container["lifecycle"]!["preStop"]!["sleep"]!["seconds"]! + 30,
            "the host of a service stops within 30 s"
        );
        deployment.Pod().At("topologySpreadConstraints", "topologyKey").ShouldHaveSingleItem();
        var budget = KubernetesObjects
            .Find("PodDisruptionBudget", name)
            .ShouldNotBeNull($"a disruption budget for {name}");
        $"{budget["spec"]!["selector"]}".ShouldBe($"{deployment["spec"]!["selector"]}");
    }

    [Theory, MemberData(nameof(Services))]
    public void Scale_a_service_by_its_queues_and_by_its_oldest_message(ServiceEntry service)
    {
        var name = The_list_of_services.Kebab(service.Name);
        var scaled = KubernetesObjects.Find("ScaledObject", name).ShouldNotBeNull($"a ScaledObject for {name}")["spec"];
        var triggers = scaled.At("triggers").ToLookup(trigger => $"{trigger["type"]}", trigger => trigger["metadata"]!);

        $"{scaled!["scaleTargetRef"]!["name"]}".ShouldBe(name);
        ((int)scaled["minReplicaCount"]!).ShouldBeGreaterThan(1, "one replica may be away");
        triggers["rabbitmq"].Select(trigger => $"{trigger["queueName"]}").ShouldBe(service.Queues);
        // The metric eventdriven.messages.oldest, in seconds, as Prometheus names it.
        var databases = string.Join('|', service.Databases);
        $"{triggers["prometheus"].Single()["query"]}".ShouldBe(
            $"max(eventdriven_messages_oldest_seconds{{eventdriven_database=~\"{databases}\"}})"
        );
    }

    [Fact]
    public void Keep_commits_and_messages_on_several_servers()
    {
        var postgres = KubernetesObjects.Find("Cluster", "postgres")!["spec"]!;

        $"{postgres["instances"]}".ShouldBe("3");
        postgres["postgresql"]!["synchronous"]!
            .ToJsonString()
            .ShouldBe("""{"method":"any","number":1,"dataDurability":"required"}""");
        $"{KubernetesObjects.Find("RabbitmqCluster", "rabbitmq")!["spec"]!["replicas"]}".ShouldBe("3");
        KubernetesObjects.Find("PodDisruptionBudget", "rabbitmq").ShouldNotBeNull("only CloudNativePG makes its own");
    }

    [Fact]
    public void Have_connections_for_all_replicas_of_all_services()
    {
        const int PoolSize = 20;
        var replicas = KubernetesObjects
            .All.SelectMany(each => each.At("spec", "maxReplicaCount"))
            .Max(count => (int)count);
        var connections = KubernetesObjects
            .Find("Cluster", "postgres")
            .At("spec", "postgresql", "parameters", "max_connections")
            .Single();

        var needed = ServiceEntry.All.Sum(service => service.Databases.Count) * PoolSize * (replicas + 1);
        int.Parse($"{connections}").ShouldBeGreaterThanOrEqualTo(needed, "postgres.yaml: max_connections");
        secrets
            .Secrets.SelectMany(secret => (JsonObject)secret["stringData"]!)
            .Where(entry => $"{entry.Value}".StartsWith("Host=", StringComparison.Ordinal))
            .ShouldAllBe(entry =>
                $"{entry.Value}".EndsWith($";Maximum Pool Size={PoolSize}", StringComparison.Ordinal)
            );
    }

    private static bool IsOfOperator(JsonObject each) =>
        each.Group().Contains('.', StringComparison.Ordinal)
        && !each.Group().EndsWith(".k8s.io", StringComparison.Ordinal);

    private static string? ErrorOf(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception exception) when (exception is YamlDotNet.Core.YamlException or FormatException)
        {
            return $"{exception.Message} {exception.InnerException?.Message}";
        }
    }

    // Throws for an unknown field, a wrong type and a wrong quantity.
    private static void Deserialize(JsonObject each) =>
        KubernetesYaml.LoadAllFromString(each.ToJsonString(), strict: true).ShouldHaveSingleItem();

    private static IEnumerable<string> Fields(JsonObject node, string[] known, string prefix = "") =>
        node.SelectMany(field =>
            field.Value is JsonObject inner && !known.Contains(prefix + field.Key)
                ? Fields(inner, known, $"{prefix}{field.Key}.")
                : [prefix + field.Key]
        );

    // The names in the fields: a text, or the name of an object or of each entry of a list.
    private static IEnumerable<string> Names(JsonNode? node, string kind, params string[] fields) =>
        node switch
        {
            JsonObject map => map.SelectMany(field =>
                fields.Contains(field.Key)
                    ? (field.Value is JsonValue text ? [text] : field.Value.At("name")).Select(name => $"{kind} {name}")
                    : Names(field.Value, kind, fields)
            ),
            JsonArray list => list.SelectMany(each => Names(each, kind, fields)),
            _ => [],
        };
}
