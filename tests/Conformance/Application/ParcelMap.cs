using MassTransit;

namespace EventDriven.Conformance.Tests.Application;

internal sealed class ParcelMap : SagaClassMap<Parcel>;
