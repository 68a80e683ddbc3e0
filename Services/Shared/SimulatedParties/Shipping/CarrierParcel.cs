namespace EventDriven.SimulatedParties;

/// <summary>What the simulated carrier knows under one reference.</summary>
public sealed class CarrierParcel : SimulatedAccount
{
    public ICollection<CarrierEntry> Entries { get; } = [];

    public CarrierEntry? Find(CarrierEntryKind kind) => Entries.SingleOrDefault(e => e.Kind == kind);
}
