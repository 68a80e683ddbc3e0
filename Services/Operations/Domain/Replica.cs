namespace EventDriven.Operations.Domain;

public sealed class Replica
{
    public required Guid Id { get; init; }

    public required DateTimeOffset SeenAt { get; set; }

    public required string Report { get; set; }
}
