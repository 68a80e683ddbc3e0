using Microsoft.Net.Http.Headers;

namespace EventDriven.EntryApi.Endpoints.Conditions;

/// <summary>
/// An order's version (RFC 9110, section 8.8.3), made of stored data, so that all replicas give the same.
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
        var epoch = order.Latest is { Epoch: > 1 } latest ? $"{latest.Epoch}." : "";
        return new EntityTagHeaderValue($"\"{epoch}{order.Sequence}{cancellation}\"");
    }

    /// <summary>If-None-Match (RFC 9110, section 13.1.2).</summary>
    public static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        request
            .GetTypedHeaders()
            .IfNoneMatch.Any(known =>
                known.Equals(EntityTagHeaderValue.Any) || known.Compare(tag, useStrongComparison: false)
            );
}
