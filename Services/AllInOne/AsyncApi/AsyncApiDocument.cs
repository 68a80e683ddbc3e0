using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.ServiceDefaults;

namespace EventDriven.AllInOne.AsyncApi;

/// <summary>
/// The AsyncAPI 3.0 document of the system: all queues, exchanges and messages, and which services use them. Generated
/// from the contracts and the services' configuration, in a stable order.
/// </summary>
internal sealed class AsyncApiDocument(IReadOnlyList<ServiceTraffic> services)
{
    private const string Replies = "replies";
    private const string Faults = "faults";
    private const string Unreadable = "unreadable";
    private const string Resting = "resting";
    private const string PutBack = "put-back";

    private readonly Dictionary<string, Contract> _contracts = Contract.All.ToDictionary(
        contract => contract.Name,
        StringComparer.Ordinal
    );

    /// <summary>Indented JSON that ends with a line break.</summary>
    public static async Task<string> Generate(IEnumerable<IServiceModule> modules) => Write(await Of(modules));

    public static async Task<JsonObject> Of(IEnumerable<IServiceModule> modules)
    {
        var services = new List<ServiceTraffic>();
        foreach (var module in modules.OrderBy(module => module.Name, StringComparer.Ordinal))
            services.Add(await ServiceTraffic.Of(module));

        return new AsyncApiDocument(services).ToJson();
    }

    private JsonObject ToJson() =>
        new()
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "EventDriven",
                ["version"] = "1.0.0",
                ["description"] =
                    "The messages of the order workflow on RabbitMQ, through MassTransit. A command is sent to the "
                    + "fanout exchange to-{queue} of its receiver's queue, which leads to that queue alone. An "
                    + "event is published to the fanout exchange that is named after it, to which the exchanges of its "
                    + "readers' queues are bound. A request is sent as a command is; its response goes to RabbitMQ's "
                    + "direct reply-to. Delivery is at least once and in no promised order: each receiver knows by its "
                    + "keys what it has done before.",
                ["license"] = new JsonObject
                {
                    ["name"] = "Apache-2.0",
                    ["url"] = "https://www.apache.org/licenses/LICENSE-2.0",
                },
                ["tags"] = Tags(services.Select(service => service.Service)),
            },
            ["defaultContentType"] = "application/vnd.masstransit+json",
            ["servers"] = new JsonObject
            {
                ["rabbitmq"] = new JsonObject
                {
                    ["host"] = "rabbitmq:5671",
                    ["pathname"] = "/orders",
                    ["protocol"] = "amqps",
                    ["protocolVersion"] = "0.9.1",
                    ["description"] =
                        "RabbitMQ, with the names of compose.yaml: the path is the virtual host. The embedded "
                        + "host carries the same messages in memory.",
                    ["security"] = new JsonArray(Reference("components", "securitySchemes", "password")),
                },
            },
            ["channels"] = Channels(),
            ["operations"] = Operations(),
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["password"] = new JsonObject
                    {
                        ["type"] = "userPassword",
                        ["description"] = "A RabbitMQ user of the virtual host.",
                    },
                },
                ["messages"] = Messages(),
                ["schemas"] = Object([.. Envelope.Schemas(), .. PayloadSchemas.All()]),
            },
        };

    private JsonObject Channels()
    {
        var channels = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            foreach (var (name, queue, exchanges) in service.Queues)
            {
                channels[name] = new JsonObject
                {
                    ["address"] = name,
                    ["description"] =
                        $"A queue of {service.Service}, behind the fanout exchange {name}. Commands and requests go to "
                        + $"the fanout exchange {SendExchanges.Of(name)}.",
                    ["tags"] = Tags(service.Service),
                    ["messages"] = MessageReferences(exchanges.Where(IsOfMessage)),
                    ["bindings"] = Amqp(
                        new JsonObject
                        {
                            ["is"] = "queue",
                            ["queue"] = new JsonObject
                            {
                                ["name"] = name,
                                ["durable"] = (bool)queue["durable"]!,
                                ["exclusive"] = (bool)queue["exclusive"]!,
                                ["autoDelete"] = (bool)queue["autoDelete"]!,
                            },
                        }
                    ),
                    ["x-queue-arguments"] = ServiceTraffic.Arguments(queue),
                    ["x-bound-to-exchanges"] = new JsonArray([.. exchanges]),
                };
            }
        }

        foreach (var @event in _contracts.Values.Where(contract => contract.IsEvent))
        {
            channels[@event.Name] = new JsonObject
            {
                ["address"] = @event.Name,
                ["messages"] = MessageReferences([@event.Name]),
                ["bindings"] = Fanout(new JsonObject { ["name"] = @event.Name }),
            };
        }

        channels[Replies] = new JsonObject
        {
            ["address"] = null,
            ["description"] =
                "RabbitMQ's direct reply-to: no queue is declared, and a response that nobody waits for any "
                + "more is dropped.",
            ["messages"] = MessageReferences(
                _contracts.Values.Where(contract => contract.Request is not null).Select(contract => contract.Name)
            ),
        };
        channels[Faults] = new JsonObject
        {
            ["address"] = "{message}.fault",
            ["description"] =
                "Where a service publishes that it has given a message up after all tries; the message itself "
                + "rests in the queue's _error queue until Operations takes it in. "
                + "The fault of a request goes to who asked.",
            ["parameters"] = new JsonObject
            {
                ["message"] = new JsonObject
                {
                    ["description"] = "The exchange of the message.",
                    ["enum"] = new JsonArray([
                        .. services
                            .SelectMany(service => service.Queues)
                            .SelectMany(queue => queue.Exchanges)
                            .Where(IsOfMessage)
                            .Distinct()
                            .Order(StringComparer.Ordinal),
                    ]),
                },
            },
            ["messages"] = new JsonObject { [Envelope.Fault] = Reference("components", "messages", Envelope.Fault) },
            ["bindings"] = Fanout([]),
        };
        channels[Unreadable] = new JsonObject
        {
            ["address"] = "MassTransit:ReceiveFault",
            ["description"] = "Where a service publishes that it could not read a message. No service reads it.",
            ["bindings"] = Fanout([]),
        };
        var queues = services.SelectMany(service => service.Queues).Select(queue => queue.Name);
        channels[Resting] = OfAnyMessage(
            "{queue}",
            "Where messages rest that could not be handled, with the fanout exchange of the same name before each. "
                + "The service that has the queue fills them.",
            queues.SelectMany(RestingQueues.Of)
        );
        channels[PutBack] = OfAnyMessage(
            SendExchanges.Of("{queue}"),
            "Where an operator puts a message back that could not be handled: into the queue that it came from.",
            queues
        );
        return Object(channels);
    }

    private JsonObject Operations()
    {
        var operations = new JsonObject();
        foreach (var service in services)
        {
            foreach (var (name, _, exchanges) in service.Queues)
            {
                foreach (var exchange in exchanges.Where(IsOfMessage))
                    operations.Add(Operation(service, "receive", name, _contracts[exchange]));
            }

            // A response is part of the operation that receives its request.
            foreach (
                var contract in _contracts.Values.Where(contract =>
                    service.Sent.Contains(contract.Type.Name) && contract.Request is null
                )
            )
                operations.Add(
                    Operation(service, "send", contract.IsEvent ? contract.Name : QueueOf(contract), contract)
                );

            if (service.Queues.Count > 0)
            {
                operations[$"{service.Service}.send.{Envelope.Fault}"] = new JsonObject
                {
                    ["action"] = "send",
                    ["channel"] = Reference("channels", Faults),
                    ["tags"] = Tags(service.Service),
                    ["messages"] = new JsonArray(Reference("channels", Faults, "messages", Envelope.Fault)),
                };
            }

            if (service.Queues.Count > 0)
                AddForAnyMessage("send", Unreadable);
            if (service.ReceivesFailed)
            {
                AddForAnyMessage("receive", Resting);
                AddForAnyMessage("send", PutBack);
            }

            void AddForAnyMessage(string action, string channel) =>
                operations[$"{service.Service}.{action}.{channel}"] = new JsonObject
                {
                    ["action"] = action,
                    ["channel"] = Reference("channels", channel),
                    ["tags"] = Tags(service.Service),
                };
        }

        return operations;
    }

    private KeyValuePair<string, JsonNode?> Operation(
        ServiceTraffic service,
        string action,
        string channel,
        Contract contract
    )
    {
        var operation = new JsonObject
        {
            ["action"] = action,
            ["channel"] = Reference("channels", channel),
            ["tags"] = Tags(service.Service),
            ["bindings"] = Amqp(
                action == "send" ? new JsonObject { ["deliveryMode"] = 2 } : new JsonObject { ["ack"] = true }
            ),
            ["messages"] = new JsonArray(Reference("channels", channel, "messages", contract.Name)),
        };
        var responses = _contracts.Values.Where(response => response.Request == contract.Type.Name).ToList();
        if (responses.Count > 0)
        {
            operation["reply"] = new JsonObject
            {
                ["address"] = new JsonObject { ["location"] = "$message.payload#/responseAddress" },
                ["channel"] = Reference("channels", Replies),
                ["messages"] = new JsonArray([
                    .. responses.Select(response => Reference("channels", Replies, "messages", response.Name)),
                ]),
            };
        }

        return new($"{service.Service}.{action}.{contract.Name}", operation);
    }

    private string QueueOf(Contract command)
    {
        var queues = services
            .SelectMany(service => service.Queues)
            .Where(queue => queue.Exchanges.Contains(command.Name))
            .Select(queue => queue.Name)
            .ToList();
        return queues is [var only]
            ? only
            : throw new InvalidOperationException(
                $"{command.Type.Name} is received by {queues.Count} queues ({string.Join(", ", queues)}). A message "
                    + "that is sent must have one receiver. For an event, begin its doc comment with 'Event'."
            );
    }

    private JsonObject Messages()
    {
        var messages = new JsonObject();
        foreach (var contract in _contracts.Values)
            messages[contract.Name] = Envelope.Message(contract.Type.Name, contract.Description, contract.Urn);
        messages[Envelope.Fault] = Envelope.FaultMessage();
        return messages;
    }

    private static bool IsOfMessage(string exchange) => SendExchanges.QueueOf(exchange) == exchange;

    private static JsonObject OfAnyMessage(string address, string description, IEnumerable<string> queues) =>
        new()
        {
            ["address"] = address,
            ["description"] = description,
            ["parameters"] = new JsonObject
            {
                ["queue"] = new JsonObject { ["enum"] = new JsonArray([.. queues.Order(StringComparer.Ordinal)]) },
            },
        };

    private static JsonObject MessageReferences(IEnumerable<string> names) =>
        Object(names.Select(name => KeyValuePair.Create(name, Reference("components", "messages", name))));

    private static JsonObject Object(IEnumerable<KeyValuePair<string, JsonObject>> members) =>
        new(members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)member.Value)));

    private static JsonObject Reference(params string[] path) => new() { ["$ref"] = $"#/{string.Join('/', path)}" };

    private static JsonArray Tags(params IEnumerable<string> services) =>
        [.. services.Select(service => new JsonObject { ["name"] = service })];

    private static JsonObject Fanout(JsonObject exchange)
    {
        exchange["type"] = "fanout";
        exchange["durable"] = true;
        exchange["autoDelete"] = false;
        return Amqp(new JsonObject { ["is"] = "routingKey", ["exchange"] = exchange });
    }

    private static JsonObject Amqp(JsonObject binding)
    {
        binding["bindingVersion"] = "0.3.0";
        return new JsonObject { ["amqp"] = binding };
    }

    private static string Write(JsonObject document)
    {
        using var buffer = new MemoryStream();
        using (
            var writer = new Utf8JsonWriter(
                buffer,
                new JsonWriterOptions
                {
                    Indented = true,
                    NewLine = "\n",
                    Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                }
            )
        )
            document.WriteTo(writer);
        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }
}
