namespace EventDriven.SimulatedParties;

/// <summary>What the simulated carrier knows under one reference.</summary>
public sealed class CarrierParcel : SimulatedAccount
{
    /// <summary>What happened to the parcel.</summary>
    public ICollection<CarrierEntry> Entries { get; } = [];

    /// <summary>The entry of a kind, if that happened.</summary>
    /// <param name="kind">What may have happened.</param>
    public CarrierEntry? Find(CarrierEntryKind kind) => Entries.SingleOrDefault(e => e.Kind == kind);
}
