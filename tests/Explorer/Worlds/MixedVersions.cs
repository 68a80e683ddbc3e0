using System.Text.Json;
using System.Text.Json.Nodes;
using EventDriven.Contracts.Orders;
using MassTransit.Serialization;

namespace EventDriven.Explorer.Worlds;

/// <summary>Messages between services of different versions, as JSON carries them.</summary>
internal static class MixedVersions
{
    // What the contracts call "null from older versions".
    private static readonly Dictionary<Type, string[]> Newer = new()
    {
        [typeof(OrderStatusChanged)] = ["stateSince", "event", "from", "message"],
        [typeof(StepDeadlineExpired)] = ["token"],
    };

    /// <summary>The message as this version reads it.</summary>
    /// <param name="fromOlder">Whether an older version sent it; a newer one otherwise.</param>
    public static object Receive(object body, bool fromOlder)
    {
        var options = SystemTextJsonMessageSerializer.Options;
        var json = (JsonObject)JsonSerializer.SerializeToNode(body, body.GetType(), options)!;
        if (!fromOlder)
            json["aMemberOfTheNextVersion"] = "unknown to this one";
        else if (Newer.TryGetValue(body.GetType(), out var members))
            foreach (var member in members)
                json.Remove(member);
        return json.Deserialize(body.GetType(), options)!;
    }
}
