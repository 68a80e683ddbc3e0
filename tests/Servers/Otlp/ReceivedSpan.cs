namespace EventDriven.TestServers.Otlp;

/// <summary>A span with the name of its service.</summary>
public sealed record ReceivedSpan(string Service, string Name, string TraceId, string SpanId, string ParentSpanId);
