namespace EventDriven.Operations.Orders;

/// <summary>
/// Links to traces: setting <c>Traces:Url</c>, such as <c>http://localhost:16686/trace/{traceId}</c>. Without it, no
/// links are shown.
/// </summary>
public sealed class TraceLinks
{
    private const string Setting = "Traces:Url";
    private const string Place = "{traceId}";

    private readonly string? _template;

    public TraceLinks(IConfiguration configuration)
    {
        _template = configuration[Setting] is { Length: > 0 } template ? template : null;
        if (
            _template is not null
            && (
                !_template.Contains(Place)
                || !Uri.TryCreate(_template.Replace(Place, "0"), UriKind.Absolute, out var address)
                || address.Scheme is not ("http" or "https")
            )
        )
            throw new StartRefusedException(
                $"The setting {Setting} is '{_template}'; it must be an http or https address with {Place} in it, "
                    + $"such as http://localhost:16686/trace/{Place}."
            );
    }

    public string? Of(string? traceId) =>
        traceId is null ? null : _template?.Replace(Place, Uri.EscapeDataString(traceId));
}
