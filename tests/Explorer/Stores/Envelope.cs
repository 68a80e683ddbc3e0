using System.Text.Json;
using EventDriven.Contracts;
using MassTransit;
using MassTransit.Serialization;

namespace EventDriven.Explorer.Stores;

/// <summary>A message as it is on the wire, in MassTransit's envelope.</summary>
internal sealed record Envelope(Guid Id, object Body, Guid? Token, string Json)
{
    private static readonly Dictionary<string, Type> Types = typeof(Queues)
        .Assembly.ExportedTypes.Where(type => type.IsDefined(typeof(EntityNameAttribute), inherit: false))
        .ToDictionary(MessageUrn.ForTypeString);

    public static Envelope Read(string json)
    {
        using var envelope = JsonDocument.Parse(json);
        var root = envelope.RootElement;
        var type = Types[root.GetProperty("messageType")[0].GetString()!];
        return new Envelope(
            root.GetProperty("messageId").GetGuid(),
            root.GetProperty("message").Deserialize(type, SystemTextJsonMessageSerializer.Options)!,
            root.GetProperty("headers").TryGetProperty(MessageHeaders.SchedulingTokenId, out var token)
                ? token.GetGuid()
                : null,
            json
        );
    }
}
