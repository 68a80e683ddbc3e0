using System.Text.Json.Nodes;

namespace EventDriven.AllInOne.AsyncApi;

/// <summary>
/// MassTransit's envelope: the body on the wire, whose member <c>message</c> is the record. Written by hand after
/// MassTransit 8.4, because the library declares no schema.
/// </summary>
internal static class Envelope
{
    public const string Fault = "fault";

    public static JsonObject Message(string schema, string description, string urn) =>
        Message(schema, description, new JsonObject { ["const"] = urn });

    public static JsonObject FaultMessage() =>
        Message(
            "Fault",
            "Event: a consumer has given a message up. Published by MassTransit after the last try.",
            new JsonObject { ["pattern"] = @"^urn:message:[a-z-]+\.[a-z-]+\.fault$" }
        );

    public static IEnumerable<KeyValuePair<string, JsonObject>> Schemas() =>
        [
            new(
                "Envelope",
                PayloadSchemas.Record(
                    "MassTransit's envelope (application/vnd.masstransit+json).",
                    ["messageId", "conversationId", "messageType", "message", "sentTime"],
                    new JsonObject
                    {
                        ["messageId"] = Text(
                            "uuid",
                            "The message. One that is sent again, to be sure, has the same: who has it "
                                + "already drops it."
                        ),
                        ["requestId"] = TextOrNull("uuid", "The request that this is, or that this responds to."),
                        ["correlationId"] = TextOrNull(
                            "uuid",
                            "Not used: every message names its order, or what else it is about, itself."
                        ),
                        ["conversationId"] = Text(
                            "uuid",
                            "The first message of those that led to this one; the same on all of them."
                        ),
                        ["initiatorId"] = TextOrNull("uuid", "On what the order saga sends: the order."),
                        ["sourceAddress"] = Text("uri", "Whose it is: a queue, or a process."),
                        ["destinationAddress"] = Text("uri", "The exchange that it was sent to."),
                        ["responseAddress"] = TextOrNull("uri", "Where the response to a request goes."),
                        ["faultAddress"] = TextOrNull("uri", "Where a fault goes, when it is not to be published."),
                        ["messageType"] = new JsonObject
                        {
                            ["type"] = "array",
                            ["description"] = "The URNs by which a receiver knows what the message is.",
                            ["items"] = new JsonObject { ["type"] = "string" },
                            ["minItems"] = 1,
                        },
                        ["message"] = Schema("object", null, "The message itself."),
                        ["expirationTime"] = TextOrNull("date-time", "After it nobody waits for a response any more."),
                        ["sentTime"] = Text("date-time", "When it was first sent (UTC)."),
                        ["headers"] = Schema("object", null, "What else travels with it, such as MT-Redelivery-Count."),
                        ["host"] = PayloadSchemas.Reference("Host"),
                    }
                )
            ),
            new(
                "Fault",
                PayloadSchemas.Record(
                    "What could not be consumed, and why.",
                    ["faultId", "timestamp", "exceptions", "faultMessageTypes", "message"],
                    new JsonObject
                    {
                        ["faultId"] = Text("uuid", "This fault."),
                        ["faultedMessageId"] = TextOrNull("uuid", "The messageId of the message."),
                        ["timestamp"] = Text("date-time", "When it was given up (UTC)."),
                        ["exceptions"] = new JsonObject
                        {
                            ["type"] = "array",
                            ["description"] = "What went wrong at the last try.",
                            ["items"] = new JsonObject
                            {
                                ["type"] = "object",
                                ["properties"] = new JsonObject
                                {
                                    ["exceptionType"] = Text(null, "The exception's type."),
                                    ["message"] = Text(null, "What it says."),
                                    ["source"] = Text(null, "The assembly that threw it."),
                                    ["stackTrace"] = Text(null, "Where."),
                                },
                            },
                        },
                        ["host"] = PayloadSchemas.Reference("Host"),
                        ["faultMessageTypes"] = new JsonObject
                        {
                            ["type"] = "array",
                            ["description"] = "The URNs of the message.",
                            ["items"] = new JsonObject { ["type"] = "string" },
                        },
                        ["message"] = Schema("object", null, "The message, as it was received."),
                    }
                )
            ),
            new(
                "Host",
                PayloadSchemas.Record(
                    "The process that sent it, for people who look for a cause; nothing depends on it.",
                    [],
                    new JsonObject
                    {
                        ["machineName"] = Text(null, "The machine or container."),
                        ["processName"] = Text(null, "The process."),
                        ["processId"] = Schema("integer", null, "Its id there."),
                        ["assembly"] = Text(null, "Its program."),
                        ["assemblyVersion"] = Text(null, "The program's version."),
                        ["frameworkVersion"] = Text(null, ".NET's version."),
                        ["massTransitVersion"] = Text(null, "MassTransit's version."),
                        ["operatingSystemVersion"] = Text(null, "The operating system."),
                    }
                )
            ),
        ];

    private static JsonObject Message(string schema, string description, JsonObject urn) =>
        new()
        {
            ["title"] = schema,
            ["description"] = description,
            ["payload"] = new JsonObject
            {
                ["allOf"] = new JsonArray(
                    PayloadSchemas.Reference("Envelope"),
                    new JsonObject
                    {
                        ["properties"] = new JsonObject
                        {
                            ["messageType"] = new JsonObject { ["contains"] = urn },
                            ["message"] = PayloadSchemas.Reference(schema),
                        },
                    }
                ),
            },
        };

    private static JsonObject TextOrNull(string format, string description) =>
        Schema(new JsonArray("string", "null"), format, description);

    private static JsonObject Text(string? format, string description) => Schema("string", format, description);

    private static JsonObject Schema(JsonNode type, string? format, string description)
    {
        var schema = new JsonObject { ["type"] = type };
        if (format is not null)
            schema["format"] = format;
        schema["description"] = description;
        return schema;
    }
}
