namespace EventDriven.Conformance.Tests.Application;

public sealed class OrderEntry
{
    public Guid OrderId { get; set; }

    public int Sequence { get; set; }

    public required string What { get; set; }
}
