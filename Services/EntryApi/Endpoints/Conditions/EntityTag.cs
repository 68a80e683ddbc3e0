using Microsoft.Net.Http.Headers;

namespace EventDriven.EntryApi.Endpoints.Conditions;

/// <summary>
/// The version of an order that clients see, as an entity tag (RFC 9110, section 8.8.3). It is made of stored data, so
/// all replicas give the same.
/// </summary>
internal static class EntityTag
{
    public static EntityTagHeaderValue Of(Order order)
    {
        var cancellation = order.Cancellation switch
        {
            null => "",
            { Refusal: null } => "-cancelling",
            _ => "-refused",
        };
        return new EntityTagHeaderValue($"\"{order.Sequence}{cancellation}\"");
    }

    /// <summary>Whether the client has this version: If-None-Match (RFC 9110, section 13.1.2).</summary>
    public static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        request
            .GetTypedHeaders()
            .IfNoneMatch.Any(known =>
                known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)
            );
}
